// SPDX-License-Identifier: Apache-2.0
// Takes apart instructions as llvm-objdump writes them, in AT&T syntax: the destination is the last operand.
//
// Only what the table below has is known; with anything else the function is refused, because it might write memory.
#include "tools/journal/check/instruction.h"

#include <stdlib.h>
#include <string.h>

enum { BIT_RAX = 1 << RAX, BIT_RCX = 1 << RCX, BIT_RDX = 1 << RDX, BIT_RBX = 1 << RBX };

// A `*` at a name's end stands for one of the suffixes b, w, l, q; a `?` for any condition.
static const struct row {
  const char *name;
  enum effect effect;
  uint16_t clobbers;
} rows[] = {
    {"mov*", EFFECT_MOVE, 0},
    {"movabs*", EFFECT_MOVE, 0},
    {"movnti*", EFFECT_MOVE, 0},
    {"movbe*", EFFECT_WRITE, 0},
    {"movzb*", EFFECT_EXTEND_ZERO, 0},
    {"movzw*", EFFECT_EXTEND_ZERO, 0},
    {"movsb*", EFFECT_EXTEND_SIGN, 0},
    {"movsw*", EFFECT_EXTEND_SIGN, 0},
    {"movsl*", EFFECT_EXTEND_SIGN, 0},
    {"movs*", EFFECT_STRING_MOVE, 0},
    {"stos*", EFFECT_STRING_STORE, 0},
    {"scas*", EFFECT_STRING_READ, 0},
    {"cmps*", EFFECT_STRING_READ, 0},
    {"lods*", EFFECT_STRING_READ, BIT_RAX},
    {"lea*", EFFECT_ADDRESS, 0},
    {"add*", EFFECT_ADD, 0},
    {"sub*", EFFECT_SUB, 0},
    {"inc*", EFFECT_STEP_UP, 0},
    {"dec*", EFFECT_STEP_DOWN, 0},
    {"neg*", EFFECT_NEGATE, 0},
    {"not*", EFFECT_INVERT, 0},
    {"and*", EFFECT_LOGIC, 0},
    {"or*", EFFECT_LOGIC, 0},
    {"xor*", EFFECT_LOGIC, 0},
    {"shl*", EFFECT_SHIFT, 0},
    {"shr*", EFFECT_SHIFT, 0},
    {"sar*", EFFECT_SHIFT, 0},
    {"imul*", EFFECT_MULTIPLY, 0},
    {"adc*", EFFECT_WRITE, 0},
    {"sbb*", EFFECT_WRITE, 0},
    {"rol*", EFFECT_WRITE, 0},
    {"ror*", EFFECT_WRITE, 0},
    {"rcl*", EFFECT_WRITE, 0},
    {"rcr*", EFFECT_WRITE, 0},
    {"shld*", EFFECT_WRITE, 0},
    {"shrd*", EFFECT_WRITE, 0},
    {"bts*", EFFECT_WRITE, 0},
    {"btr*", EFFECT_WRITE, 0},
    {"btc*", EFFECT_WRITE, 0},
    {"bsf*", EFFECT_WRITE, 0},
    {"bsr*", EFFECT_WRITE, 0},
    {"popcnt*", EFFECT_WRITE, 0},
    {"lzcnt*", EFFECT_WRITE, 0},
    {"tzcnt*", EFFECT_WRITE, 0},
    {"bswap*", EFFECT_WRITE, 0},
    {"set?", EFFECT_WRITE, 0},
    {"cmov?", EFFECT_SELECT, 0},
    {"xchg*", EFFECT_EXCHANGE, 0},
    {"xadd*", EFFECT_EXCHANGE, 0},
    {"cmpxchg*", EFFECT_COMPARE_EXCHANGE, BIT_RAX},
    {"cmpxchg8b", EFFECT_WRITE, BIT_RAX | BIT_RDX},
    {"cmpxchg16b", EFFECT_WRITE, BIT_RAX | BIT_RDX},
    {"push*", EFFECT_PUSH, 0},
    {"pop*", EFFECT_POP, 0},
    {"pushfq", EFFECT_PUSH, 0},
    {"popfq", EFFECT_POP, 0},
    {"leave", EFFECT_LEAVE, 0},
    {"leave*", EFFECT_LEAVE, 0},
    {"call*", EFFECT_CALL, 0},
    {"jmp", EFFECT_JUMP, 0},
    {"jmp*", EFFECT_JUMP, 0},
    {"j?", EFFECT_BRANCH, 0},
    {"ret", EFFECT_END, 0},
    {"ret*", EFFECT_END, 0},
    {"lret*", EFFECT_END, 0},
    {"iret*", EFFECT_END, 0},
    {"ud2", EFFECT_END, 0},
    {"ud1*", EFFECT_END, 0},
    {"cmp*", EFFECT_NONE, 0},
    {"test*", EFFECT_NONE, 0},
    {"bt*", EFFECT_NONE, 0},
    {"nop", EFFECT_NONE, 0},
    {"nop*", EFFECT_NONE, 0},
    {"pause", EFFECT_NONE, 0},
    {"hlt", EFFECT_NONE, 0},
    {"int", EFFECT_NONE, 0},
    {"cli", EFFECT_NONE, 0},
    {"sti", EFFECT_NONE, 0},
    {"cld", EFFECT_NONE, 0},
    {"clc", EFFECT_NONE, 0},
    {"stc", EFFECT_NONE, 0},
    {"int3", EFFECT_NONE, 0},
    {"lfence", EFFECT_NONE, 0},
    {"mfence", EFFECT_NONE, 0},
    {"sfence", EFFECT_NONE, 0},
    {"endbr64", EFFECT_NONE, 0},
    {"prefetcht0", EFFECT_NONE, 0},
    {"prefetcht1", EFFECT_NONE, 0},
    {"prefetcht2", EFFECT_NONE, 0},
    {"prefetchnta", EFFECT_NONE, 0},
    {"prefetchw", EFFECT_NONE, 0},
    {"invlpg", EFFECT_NONE, 0},
    {"clflush", EFFECT_NONE, 0},
    {"lgdt*", EFFECT_NONE, 0},
    {"lidt*", EFFECT_NONE, 0},
    {"ltr*", EFFECT_NONE, 0},
    {"wrmsr", EFFECT_NONE, 0},
    {"out*", EFFECT_NONE, 0},
    {"in*", EFFECT_NONE, BIT_RAX},
    {"rdmsr", EFFECT_NONE, BIT_RAX | BIT_RDX},
    {"rdtsc", EFFECT_NONE, BIT_RAX | BIT_RDX},
    {"rdtscp", EFFECT_NONE, BIT_RAX | BIT_RDX | BIT_RCX},
    {"cpuid", EFFECT_NONE, BIT_RAX | BIT_RDX | BIT_RCX | BIT_RBX},
    {"mul*", EFFECT_NONE, BIT_RAX | BIT_RDX},
    {"div*", EFFECT_NONE, BIT_RAX | BIT_RDX},
    {"idiv*", EFFECT_NONE, BIT_RAX | BIT_RDX},
    {"cltq", EFFECT_NONE, BIT_RAX},
    {"cwtl", EFFECT_NONE, BIT_RAX},
    {"cbtw", EFFECT_NONE, BIT_RAX},
    {"cltd", EFFECT_NONE, BIT_RDX},
    {"cqto", EFFECT_NONE, BIT_RDX},
    {"cwtd", EFFECT_NONE, BIT_RDX},
    {"ldmxcsr", EFFECT_NONE, 0},
    {"stmxcsr", EFFECT_WRITE, 0},
    {"movd", EFFECT_WRITE, 0},
    {"movss", EFFECT_WRITE, 0},
    {"movsd", EFFECT_WRITE, 0},
    {"movlps", EFFECT_WRITE, 0},
    {"movlpd", EFFECT_WRITE, 0},
    {"movhps", EFFECT_WRITE, 0},
    {"movhpd", EFFECT_WRITE, 0},
    {"movaps", EFFECT_WRITE, 0},
    {"movapd", EFFECT_WRITE, 0},
    {"movups", EFFECT_WRITE, 0},
    {"movupd", EFFECT_WRITE, 0},
    {"movdqa", EFFECT_WRITE, 0},
    {"movdqu", EFFECT_WRITE, 0},
    {"movmskps", EFFECT_WRITE, 0},
    {"movmskpd", EFFECT_WRITE, 0},
    {"pmovmskb", EFFECT_WRITE, 0},
    {"pextrw", EFFECT_WRITE, 0},
    {"cvtsd2si", EFFECT_WRITE, 0},
    {"cvtss2si", EFFECT_WRITE, 0},
    {"cvttsd2si", EFFECT_WRITE, 0},
    {"cvttss2si", EFFECT_WRITE, 0},
};
// Of those with vector registers, what one of them that writes memory stores.
static const struct vector_store {
  const char *name;
  uint8_t size;
} vector_stores[] = {
    {"stmxcsr", 4}, {"movd", 4},    {"movss", 4},   {"movsd", 8},   {"movlps", 8},  {"movlpd", 8},  {"movhps", 8},
    {"movhpd", 8},  {"movaps", 16}, {"movapd", 16}, {"movups", 16}, {"movupd", 16}, {"movdqa", 16}, {"movdqu", 16},
};
// The one kind that ends with a vector register and changes more than that: memory at %rdi.
static const char masked_store[] = "maskmov";
// Any other that does.
static const struct row vector_row = {"", EFFECT_NONE, 0};

static uint8_t size_of_suffix(char suffix) {
  switch (suffix) {
  case 'b': return 1;
  case 'w': return 2;
  case 'l': return 4;
  case 'q': return 8;
  default: return 0;
  }
}

// Whether name is one that pattern stands for.
static bool matches(const char *pattern, const char *name) {
  size_t size = strlen(pattern) - 1;
  if (pattern[size] == '*')
    return strncmp(pattern, name, size) == 0 && name[size] != 0 && size_of_suffix(name[size]) != 0 &&
           name[size + 1] == 0;
  if (pattern[size] != '?') return strcmp(pattern, name) == 0;
  if (strncmp(pattern, name, size) != 0) return false;
  static const char *const conditions[] = {"a",  "ae", "b",  "be", "e",  "g", "ge", "l",
                                           "le", "ne", "no", "np", "ns", "o", "p",  "s"};
  const char *rest = name + size;
  for (uint32_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
    size_t length = strlen(conditions[i]);
    if (strncmp(rest, conditions[i], length) != 0) continue;
    // cmov takes a size as well.
    if (rest[length] == 0 || (pattern[0] == 'c' && size_of_suffix(rest[length]) != 0 && rest[length + 1] == 0))
      return true;
  }
  return false;
}

// operands: as they are written.
static const struct row *row_of(const char *name, const char *operands) {
  for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (matches(rows[i].name, name)) return &rows[i];
  const char *last = strrchr(operands, '%');
  bool ends_with_vector = last != NULL && strchr(last, ')') == NULL && strncmp(last, "%xmm", 4) == 0;
  return ends_with_vector && strncmp(name, masked_store, sizeof masked_store - 1) != 0 ? &vector_row : NULL;
}

// The general register that text (without %) begins with; false for others. *text moves behind the name.
static bool parse_register(const char **text, struct operand *operand) {
  static const char *const old[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  const char *at = *text;
  size_t size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789");
  *text = at + size;
  if (at[0] == 'r' && at[1] >= '0' && at[1] <= '9') {
    char *end;
    unsigned long number = strtoul(at + 1, &end, 10);
    uint8_t width = *end == 'd' ? 4 : *end == 'w' ? 2 : *end == 'b' ? 1 : 8;
    if (number > 15 || end + (width != 8) != *text) return false;
    operand->reg = (uint8_t)number, operand->width = width;
    return true;
  }
  if (size == 3 && strncmp(at, "rip", 3) == 0) {
    operand->reg = RIP, operand->width = 8;
    return true;
  }
  bool wide = size == 3 && (at[0] == 'r' || at[0] == 'e');
  for (uint8_t i = 0; i < 8; i++) {
    const char *name = at + wide;
    if ((wide || size == 2) && strncmp(name, old[i], 2) == 0) {
      operand->reg = i, operand->width = !wide ? 2 : at[0] == 'r' ? 8 : 4;
      return true;
    }
    bool low = (size == 2 && i < 4 && at[0] == old[i][0] && at[1] == 'l') ||
               (size == 3 && i >= 4 && strncmp(at, old[i], 2) == 0 && at[2] == 'l');
    if (low || (size == 2 && i < 4 && at[0] == old[i][0] && at[1] == 'h')) {
      operand->reg = i, operand->width = 1, operand->high = !low;
      return true;
    }
  }
  return false;
}

static int64_t parse_number(const char **text) {
  const char *at = *text;
  bool negative = *at == '-';
  char *end;
  uint64_t number = strtoull(at + negative, &end, 0);
  *text = end;
  return (int64_t)(negative ? -number : number);
}

// (base,index,scale); *text is behind the parenthesis that opens.
static bool parse_address(const char **text, struct operand *operand) {
  struct operand part = {0};
  const char *at = *text;
  if (*at == '%') {
    at++;
    if (!parse_register(&at, &part) || part.width != 8) return false;
    operand->base = part.reg;
  }
  if (*at == ',') {
    at++;
    if (*at++ != '%') return false;
    // riz and eiz stand for no index.
    if (strncmp(at, "riz", 3) == 0) {
      at += 3;
    } else {
      if (!parse_register(&at, &part) || part.width != 8) return false;
      operand->index = part.reg;
    }
    if (*at == ',') {
      at++;
      operand->scale = (uint8_t)parse_number(&at);
    }
  }
  if (*at != ')') return false;
  *text = at + 1;
  return true;
}

static bool parse_operand(const char **text, struct operand *operand) {
  const char *at = *text;
  *operand = (struct operand){.base = NO_REGISTER, .index = NO_REGISTER, .scale = 1};
  if (*at == '*') at++;
  bool good = true;
  if (*at == '$') {
    at++;
    operand->kind = OPERAND_IMMEDIATE;
    operand->number = parse_number(&at);
  } else if (*at == '%' && at[1] != 0 && at[2] == 's' && at[3] == ':') {
    // ds, es and ss begin at 0.
    operand->segment = at[1] == 'f' || at[1] == 'g', operand->gs = at[1] == 'g';
    at += 4;
    operand->kind = OPERAND_MEMORY;
    operand->number = parse_number(&at);
    if (*at == '(') at++, good = parse_address(&at, operand);
  } else if (*at == '%') {
    at++;
    operand->kind = parse_register(&at, operand) ? OPERAND_REGISTER : OPERAND_OTHER;
    // %st(1)
    if (*at == '(') at += strcspn(at, ")") + 1;
  } else {
    operand->kind = OPERAND_MEMORY;
    operand->number = parse_number(&at);
    if (*at == '(') at++, good = parse_address(&at, operand);
  }
  *text = at;
  return good;
}

static uint8_t size_of(const struct instruction *instruction, const struct row *row) {
  const char *name = instruction->name;
  char suffix = name[strlen(name) - 1];
  if (strncmp(name, "set", 3) == 0) return 1;
  if (strcmp(name, "cmpxchg16b") == 0) return 16;
  if (strcmp(name, "cmpxchg8b") == 0) return 8;
  for (uint32_t i = 0; i < sizeof vector_stores / sizeof *vector_stores; i++)
    if (strcmp(name, vector_stores[i].name) == 0) return vector_stores[i].size;
  if (row->effect == EFFECT_SELECT)
    return instruction->operands[instruction->operand_count == 0 ? 0 : instruction->operand_count - 1].width;
  return row->name[0] != 0 && row->name[strlen(row->name) - 1] == '*' ? size_of_suffix(suffix) : 8;
}

static const char *parse_operands(struct instruction *instruction, const char *text) {
  while (*text != 0) {
    if (instruction->operand_count == 3) return "has too many operands";
    if (!parse_operand(&text, &instruction->operands[instruction->operand_count++]))
      return "has an operand that the check does not know";
    while (*text == ' ')
      text++;
    if (*text == 0) break;
    if (*text++ != ',') return "has an operand that the check does not know";
    while (*text == ' ')
      text++;
  }
  return NULL;
}

void instruction_parse(struct instruction *instruction, const char *text) {
  size_t size = strcspn(text, " \t");
  instruction->text = text;
  instruction->mistake = NULL;
  if (size >= sizeof instruction->name) {
    instruction->mistake = "is an instruction that the check does not know";
    return;
  }
  memcpy(instruction->name, text, size);
  instruction->name[size] = 0;
  text += size + strspn(text + size, " \t");
  const struct row *row = row_of(instruction->name, text);
  if (row == NULL) {
    instruction->mistake = "is an instruction that the check does not know";
    return;
  }
  instruction->effect = row->effect;
  instruction->clobbers = row->clobbers;
  bool jumps = row->effect == EFFECT_JUMP || row->effect == EFFECT_BRANCH || row->effect == EFFECT_CALL;
  if (jumps && *text != '*') {
    instruction->has_target = true;
    instruction->target = (uint64_t)parse_number(&text);
    return;
  }
  instruction->mistake = parse_operands(instruction, text);
  instruction->size = size_of(instruction, row);
  if (row->effect == EFFECT_EXTEND_ZERO || row->effect == EFFECT_EXTEND_SIGN)
    instruction->from = size_of_suffix(instruction->name[4]);
}

void instruction_relocate(struct instruction *instruction, uint64_t at, const char *type, const char *symbol,
                          int64_t offset) {
  if (instruction->has_target) {
    instruction->symbol = symbol;
    return;
  }
  bool relative = strstr(type, "PC") != NULL || strstr(type, "PLT") != NULL || strstr(type, "TLS") != NULL;
  for (uint8_t i = 0; i < instruction->operand_count; i++) {
    struct operand *operand = &instruction->operands[i];
    // Relative ones belong to the operand at %rip; they count from their own place, %rip from the instruction's end.
    if (operand->kind == OPERAND_MEMORY && (operand->base == RIP) == relative && operand->symbol == NULL) {
      operand->symbol = symbol;
      operand->number += offset + (relative ? (int64_t)(instruction->end - at) : 0);
      operand->got = strstr(type, "GOT") != NULL;
      if (instruction->effect == EFFECT_CALL || instruction->effect == EFFECT_JUMP) instruction->symbol = symbol;
      return;
    }
    if (operand->kind == OPERAND_IMMEDIATE && !relative && operand->symbol == NULL) {
      operand->symbol = symbol;
      operand->number += offset;
      return;
    }
  }
  instruction->mistake = "has a relocation that belongs to none of its operands";
}

const char *instruction_last(const struct instruction *instruction) {
  // Behind the last comma that is in no parentheses, or behind the name.
  const char *last = instruction->text + strcspn(instruction->text, " \t");
  int depth = 0;
  for (const char *at = last; *at != 0; at++) {
    depth += (*at == '(') - (*at == ')');
    if (*at == ',' && depth == 0) last = at + 1;
  }
  return last + strspn(last, " \t");
}
