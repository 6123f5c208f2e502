// SPDX-License-Identifier: Apache-2.0
// Lengths and targets of the instructions that clang uses for general registers (Intel SDM vol. 2, 2.1 and appendix A).
#include "platforms/host_sim/loader/next.h"

#include <string.h>

#include "platforms/host_sim/loader/simulation.h"

enum { REX_W = 8, REX_R = 4, REX_X = 2, REX_B = 1, LONGEST = 15 };

struct code {
  const uint8_t *at;  // what is to be read next
  bool two_bytes;     // operands, by prefix 0x66
  bool repeat, gs;
  uint8_t rex, opcode;
  bool escape;  // opcode of the two-byte map
  uint8_t modrm;
  uint64_t memory;  // address of the operand in memory, without what follows it for rip-relative ones
  bool relative;    // to rip
};

static uint64_t value_of(const struct sim_registers *registers, uint32_t number) {
  const uint64_t values[] = {registers->rax, registers->rcx, registers->rdx, registers->rbx,
                             registers->rsp, registers->rbp, registers->rsi, registers->rdi,
                             registers->r8,  registers->r9,  registers->r10, registers->r11,
                             registers->r12, registers->r13, registers->r14, registers->r15};
  return values[number & 15];
}

static int64_t take(struct code *code, uint32_t size) {
  int64_t value = 0;
  memcpy(&value, code->at, size);
  code->at += size;
  return size == 8 ? value : (int64_t)((uint64_t)value << (64 - 8 * size)) >> (64 - 8 * size);
}

static void take_prefixes(struct code *code) {
  for (;; code->at++) {
    uint8_t byte = *code->at;
    if (byte == 0x66)
      code->two_bytes = true;
    else if (byte == 0xf2 || byte == 0xf3)
      code->repeat = true;
    else if (byte == 0x65)
      code->gs = true;
    else if (byte != 0xf0 && byte != 0x2e && byte != 0x3e)
      break;
  }
  if ((*code->at & 0xf0) == 0x40) code->rex = *code->at++;
  code->opcode = *code->at++;
  code->escape = code->opcode == 0x0f;
  if (code->escape) code->opcode = *code->at++;
}

static void take_modrm(struct code *code, const struct sim_registers *registers) {
  code->modrm = *code->at++;
  uint32_t mode = code->modrm >> 6, base = code->modrm & 7;
  if (mode == 3) return;
  uint64_t address = 0;
  bool no_base = mode == 0 && base == 5;
  if (base == 4) {
    uint8_t sib = *code->at++;
    uint32_t index = (sib >> 3 & 7) | (code->rex & REX_X ? 8 : 0);
    base = sib & 7;
    no_base = mode == 0 && base == 5;
    if (index != 4) address += value_of(registers, index) << (sib >> 6);
  } else {
    code->relative = no_base;
  }
  if (!no_base) address += value_of(registers, base | (code->rex & REX_B ? 8 : 0));
  if (mode == 1) address += (uint64_t)take(code, 1);
  if (mode == 2 || no_base) address += (uint64_t)take(code, 4);
  code->memory = address + (code->gs ? (uint64_t)sim_cpu() : 0);
}

static bool holds(uint8_t condition, uint64_t flags) {
  bool carry = flags & 1, parity = flags & 4, zero = flags & 0x40, sign = flags & 0x80, overflow = flags & 0x800;
  const bool values[] = {
      overflow, carry, zero, carry || zero, sign, parity, sign != overflow, zero || sign != overflow};
  return values[condition >> 1 & 7] != (condition & 1);
}

static uint32_t immediate(const struct code *code) {
  return code->two_bytes ? 2 : 4;
}

// Operands of the two-byte map. False: unknown.
static bool take_escaped(struct code *code, const struct sim_registers *registers) {
  uint8_t op = code->opcode;
  if (op == 0x31 || op == 0xa2 || (op >= 0xc8 && op <= 0xcf)) return true;
  if (op == 0x0b) return true;
  bool known = op == 0x0d || op == 0x1e || op == 0x1f || (op >= 0x40 && op <= 0x4f) || (op >= 0x90 && op <= 0x9f) ||
               (op >= 0xa3 && op <= 0xa5) || (op >= 0xab && op <= 0xb1) || op == 0xb3 || (op >= 0xb6 && op <= 0xc1) ||
               op == 0xc7;
  if (!known) return false;
  take_modrm(code, registers);
  if (op == 0xa4 || op == 0xac || op == 0xba) take(code, 1);
  return true;
}

// Operands of the one-byte map but for jumps, calls and returns. False: unknown.
static bool take_operands(struct code *code, const struct sim_registers *registers) {
  uint8_t op = code->opcode;
  if (op < 0x40) {
    uint8_t form = op & 7;
    if (form < 4) take_modrm(code, registers);
    if (form == 4) take(code, 1);
    if (form == 5) take(code, immediate(code));
    return form < 6;
  }
  switch (op) {
  case 0x50 ... 0x5f:
  case 0x90 ... 0x99:
  case 0x9c ... 0x9d:
  case 0xa4 ... 0xa7:
  case 0xaa ... 0xaf:
  case 0xc9:
  case 0xf8 ... 0xf9:
  case 0xfc ... 0xfd: return true;
  case 0x6a:
  case 0xa8:
  case 0xb0 ... 0xb7: take(code, 1); return true;
  case 0x68:
  case 0xa9: take(code, immediate(code)); return true;
  case 0xb8 ... 0xbf: take(code, code->rex & REX_W ? 8 : immediate(code)); return true;
  case 0x63:
  case 0x84 ... 0x8f:
  case 0xd0 ... 0xd3:
  case 0xfe ... 0xff: take_modrm(code, registers); return true;
  case 0x6b:
  case 0x80:
  case 0x83:
  case 0xc0 ... 0xc1:
  case 0xc6: take_modrm(code, registers), take(code, 1); return true;
  case 0x69:
  case 0x81:
  case 0xc7: take_modrm(code, registers), take(code, immediate(code)); return true;
  case 0xf6 ... 0xf7:
    take_modrm(code, registers);
    if ((code->modrm & 0x38) <= 8) take(code, op == 0xf6 ? 1 : immediate(code));
    return true;
  default: return false;
  }
}

static bool read_word(uint64_t address, uint64_t *word) {
  return sim_read(address, word, sizeof *word);
}

// Calls and jumps through a register or memory.
static bool through_operand(const struct code *code, const struct sim_registers *registers, uint64_t *next) {
  if (code->modrm >> 6 == 3) {
    *next = value_of(registers, (code->modrm & 7) | (code->rex & REX_B ? 8 : 0));
    return true;
  }
  return read_word(code->memory + (code->relative ? (uint64_t)code->at : 0), next);
}

bool next_instruction(const struct sim_registers *registers, uint64_t *next) {
  struct code code = {.at = (const uint8_t *)registers->rip};
  take_prefixes(&code);
  uint8_t op = code.opcode;
  bool near_jump = code.escape ? op >= 0x80 && op <= 0x8f : op >= 0x70 && op <= 0x7f;
  if (near_jump || (!code.escape && (op == 0xe8 || op == 0xe9 || op == 0xeb))) {
    int64_t distance = take(&code, code.escape || op == 0xe8 || op == 0xe9 ? 4 : 1);
    *next = (uint64_t)code.at;
    if (!near_jump || holds(op & 15, registers->rflags)) *next += (uint64_t)distance;
    return true;
  }
  if (!code.escape && op == 0xc3) return read_word(registers->rsp, next);
  if (!code.escape && op == 0xcf) return code.rex & REX_W && read_word(registers->rsp, next);
  if (!(code.escape ? take_escaped(&code, registers) : take_operands(&code, registers))) return false;
  if (!code.escape && op == 0xff && ((code.modrm >> 3 & 7) == 2 || (code.modrm >> 3 & 7) == 4))
    return through_operand(&code, registers, next);
  *next = (uint64_t)code.at;
  return (uint64_t)code.at - registers->rip <= LONGEST;
}
