// SPDX-License-Identifier: Apache-2.0
// What one instruction does to what is known, and whether it may store where it stores.
#include <stdlib.h>
#include <string.h>

#include "kernel/nucleus/layout.h"
#include "tools/journal/check/check.h"

// Numbers of what an instruction makes: registers by their own, then these.
enum { MADE_RESULT = 32, MADE_OPERAND = 40, MADE_ADDRESS = 48 };

static const char mend[] = "tell the compiler what inline assembly writes, or say why it may be: "
                           "CELL_UNSAFE(\"reason\") or RAW before the function (docs/journal.md)";

static struct value make(struct run *run, uint32_t index, uint32_t which, uint8_t bits) {
  run->made[index] = true;
  return value_made(&run->values, index, which, bits);
}

// Pointers may lead to `size` bytes at value, which is in the frame.
static void expose(struct run *run, struct value value, uint32_t size) {
  const struct node node = run->values.nodes[value.node];
  uint32_t base = value.node;
  for (uint32_t i = 0; node.kind == NODE_SUM && i < VALUE_TERMS && node.terms[i].factor != 0; i++)
    if (run->values.flags[node.terms[i].node] & NODE_STACK) base = node.terms[i].node;
  int64_t low = (int64_t)value.add, high = low + size;
  for (uint32_t i = 0; i < run->exposed_count; i++) {
    struct exposed *one = &run->exposed[i];
    if (one->node == base && one->low <= low && high <= one->high) return;
  }
  run->again = true;
  // One that is too many counts as all of the frame.
  if (run->exposed_count == sizeof run->exposed / sizeof run->exposed[0])
    run->exposed[run->exposed_count - 1] = (struct exposed){base, INT64_MIN / 2, INT64_MAX / 2};
  else
    run->exposed[run->exposed_count++] = (struct exposed){base, low, high};
}

// What may have been written through a pointer into the frame.
static void forget_exposed(const struct run *run, struct state *state) {
  for (uint32_t i = 0; i < run->exposed_count; i++)
    state_drop_slots(state, run->exposed[i].node, run->exposed[i].low, run->exposed[i].high);
}

// Whether value is a place in the frame that is known to the byte.
static bool exact(const struct run *run, const struct state *state, struct value value) {
  if ((run->values.flags[value.node] & NODE_STACK) == 0) return false;
  return run->values.nodes[value.node].kind == NODE_ENTRY || value.node == state->places[RSP].node;
}

// A value is in the frame if it is so each time that it is made; what was thought of it before may have been wrong.
static void mark_frame(struct run *run, struct value value, bool frame) {
  uint8_t *flags = &run->values.flags[value.node];
  if ((*flags & NODE_SEEN) == 0) {
    *flags |= (uint8_t)(NODE_SEEN | (frame ? NODE_STACK : 0));
  } else if (!frame && (*flags & NODE_STACK) != 0) {
    *flags &= (uint8_t)~NODE_STACK;
    run->again = true;
  }
}

static void set_register(struct run *run, struct state *state, uint32_t index, uint8_t reg, uint8_t width,
                         struct value value) {
  if (width < 4 || (width == 4 && !value_low(&run->values, value, 4, &value)))
    value = make(run, index, MADE_RESULT, 64);
  if (reg >= REGISTERS) return;
  // What is large gets a name of its own before sums of it become too large to be compared.
  const struct node node = run->values.nodes[value.node];
  if (node.leaves > VALUE_LEAVES_NAMED && !value_in_frame(&run->values, value))
    value = make(run, index, MADE_RESULT, value.add == 0 ? node.bits : 64);
  state->places[reg] = value;
  if (reg != RSP && reg != RBP && value_in_frame(&run->values, value)) expose(run, value, 8);
}

static uint32_t symbol_number(struct run *run, const char *name) {
  for (uint32_t i = 0; i < run->symbol_count; i++)
    if (strcmp(run->symbols[i], name) == 0) return i;
  const char **symbols = realloc(run->symbols, (run->symbol_count + 1) * sizeof *symbols);
  if (symbols == NULL) {
    run->values.full = true;
    return 0;
  }
  run->symbols = symbols;
  symbols[run->symbol_count] = name;
  return run->symbol_count++;
}

static struct value address_of(struct run *run, const struct state *state, uint32_t index,
                               const struct operand *operand) {
  struct value address = value_number((uint64_t)operand->number), part;
  bool good = true;
  if (operand->symbol != NULL)
    good = value_sum(&run->values, address, value_symbol(&run->values, symbol_number(run, operand->symbol), false),
                     &address);
  else if (operand->base == RIP)  // no relocation: the code itself
    address = value_symbol(&run->values, symbol_number(run, run->function->name), false);
  if (operand->base < REGISTERS)
    good = good && value_sum(&run->values, address, state->places[operand->base], &address);
  if (operand->index < REGISTERS)
    good = good && value_product(&run->values, state->places[operand->index], operand->scale, &part) &&
           value_sum(&run->values, address, part, &address);
  return good ? address : make(run, index, MADE_ADDRESS, 64);
}

// What `size` bytes in memory are, made as number `which` if they are not known.
static struct value load(struct run *run, struct state *state, uint32_t index, const struct operand *operand,
                         uint8_t size, uint32_t which) {
  if (operand->got) return value_symbol(&run->values, symbol_number(run, operand->symbol), true);
  if (operand->segment) {
    bool cursor = operand->gs && operand->number == CPU_JOURNAL && operand->base == NO_REGISTER &&
                  operand->index == NO_REGISTER && size == 8;
    return cursor ? state->places[CURSOR] : make(run, index, which, 64);
  }
  struct value address = address_of(run, state, index, operand), value;
  if (exact(run, state, address)) {
    const struct slot *slot = state_slot(state, address.node, (int64_t)address.add);
    if (slot != NULL && slot->size >= size && value_low(&run->values, slot->value, size, &value)) return value;
    if (slot != NULL) expose(run, address, size);
    value = make(run, index, which, (uint8_t)(size * 8));
    state_set_slot(state, (struct slot){address.node, (int64_t)address.add, size, value});
    return value;
  }
  value = make(run, index, which, (uint8_t)(size * 8));
  if (!value_in_frame(&run->values, address))
    state_add_fact(state, (struct fact){.kind = FACT_LOADED, .size = size, .at = address, .with = value});
  return value;
}

static struct value read(struct run *run, struct state *state, uint32_t index, uint8_t number, uint8_t size) {
  const struct operand *operand = &run->instructions[index].operands[number];
  struct value value;
  switch (operand->kind) {
  case OPERAND_IMMEDIATE:
    if (operand->symbol != NULL) break;
    if (value_low(&run->values, value_number((uint64_t)operand->number), size, &value)) return value;
    break;
  case OPERAND_REGISTER:
    if (!operand->high && value_low(&run->values, state->places[operand->reg], size, &value)) return value;
    break;
  case OPERAND_MEMORY: return load(run, state, index, operand, size, MADE_OPERAND + number);
  default: break;
  }
  return make(run, index, MADE_OPERAND + number, 64);
}

// A word of a record, or a part of old bytes.
static void write_journal(struct run *run, struct state *state, struct value address, uint8_t size,
                          struct value value) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    bool over = (fact->kind == FACT_WRITTEN || fact->kind == FACT_KEPT) && fact->at.node == address.node &&
                (fact->at.add - address.add < size || address.add - fact->at.add < fact->size);
    if (!over) state->facts[kept++] = *fact;
  }
  state->fact_count = kept;
  if (size == 8) state_add_fact(state, (struct fact){.kind = FACT_WRITTEN, .size = 8, .at = address, .with = value});
  // Cutting a value to its lowest bytes leaves these as they are.
  uint8_t bytes = size;
  for (struct value inner = value;;) {
    for (uint32_t i = 0, count = state->fact_count; i < count; i++) {
      const struct fact fact = state->facts[i];
      if (fact.kind == FACT_LOADED && value_same(fact.with, inner))
        state_add_fact(state, (struct fact){FACT_KEPT, fact.size < bytes ? fact.size : bytes, address, fact.at});
    }
    const struct node node = run->values.nodes[inner.node];
    if (inner.add != 0 || node.kind != NODE_OPERATION || !value_is_number(node.y) || node.y.add != 0 ||
        node.bits % 8 != 0)
      break;
    if (node.bits / 8 < bytes) bytes = node.bits / 8;
    inner = node.x;
  }
}

// `known`: what is stored; null if that is not known.
static void store(struct run *run, struct state *state, uint32_t index, const struct operand *operand, uint8_t size,
                  const struct value *known) {
  const struct instruction *instruction = &run->instructions[index];
  if (operand->segment) {
    check_error(run, instruction, "stores relative to a segment (%s); %s", instruction->text, mend);
    return;
  }
  struct value address = address_of(run, state, index, operand);
  if (exact(run, state, address)) {
    state_drop_slots(state, address.node, (int64_t)address.add, (int64_t)address.add + size);
    const struct operand *from = &instruction->operands[0];
    bool condition = strncmp(instruction->name, "set", 3) == 0;
    if (!condition && (known == NULL || from->kind != OPERAND_REGISTER || from->width != size))
      expose(run, address, size);
    if (known != NULL) state_set_slot(state, (struct slot){address.node, (int64_t)address.add, size, *known});
  } else if (value_in_frame(&run->values, address)) {
    expose(run, address, size);
    forget_exposed(run, state);
  } else if (address.node == state->places[CURSOR].node) {
    if ((int64_t)(address.add - state->places[CURSOR].add) < 0)
      check_error(run, instruction, "stores below the journal's cursor, into a record that undo may need (%s)",
                  instruction->text);
    write_journal(run, state, address, size, known != NULL ? *known : make(run, index, MADE_OPERAND, 64));
  } else {
    if (!state_covers(state, address, size))
      check_error(run, instruction, "stores %u bytes at %s without a log before it (%s); %s", size,
                  instruction_last(instruction), instruction->text, mend);
    forget_exposed(run, state);
  }
}

static void write_last(struct run *run, struct state *state, uint32_t index, const struct value *known) {
  const struct instruction *instruction = &run->instructions[index];
  if (instruction->operand_count == 0) return;
  const struct operand *operand = &instruction->operands[instruction->operand_count - 1];
  if (operand->kind == OPERAND_MEMORY) store(run, state, index, operand, instruction->size, known);
  if (operand->kind == OPERAND_REGISTER)
    set_register(run, state, index, operand->reg, operand->width,
                 known != NULL ? *known : make(run, index, MADE_RESULT, 64));
}

static void move(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  const struct operand *from = &instruction->operands[0], *to = &instruction->operands[1];
  // Into memory go the lowest bytes of a register, and what is known of the rest of it is known of them.
  struct value value = to->kind == OPERAND_MEMORY && from->kind == OPERAND_REGISTER && !from->high
                           ? state->places[from->reg]
                           : read(run, state, index, 0, instruction->size);
  if (to->kind == OPERAND_MEMORY && from->kind == OPERAND_IMMEDIATE && instruction->size == 8)
    value = value_number((uint64_t)from->number);
  // Parts of registers keep the rest; of a load is still known what the lowest bytes are.
  if (to->kind == OPERAND_REGISTER && to->width < 4) {
    struct value whole = make(run, index, MADE_RESULT, 64);
    if (from->kind == OPERAND_MEMORY && !to->high && !from->segment && !from->got) {
      struct value address = address_of(run, state, index, from);
      if (!value_in_frame(&run->values, address))
        state_add_fact(state, (struct fact){.kind = FACT_LOADED, .size = to->width, .at = address, .with = whole});
    }
    state->places[to->reg] = whole;
    return;
  }
  write_last(run, state, index, &value);
}

static bool arithmetic(struct run *run, struct state *state, uint32_t index, struct value *result) {
  const struct instruction *instruction = &run->instructions[index];
  struct values *values = &run->values;
  uint8_t size = instruction->size, count = instruction->operand_count;
  const struct operand *last = &instruction->operands[count - 1];
  if (last->kind != OPERAND_REGISTER || size < 4 || last->high) return false;
  struct value old = read(run, state, index, count - 1, size),
               from = count > 1 ? read(run, state, index, 0, size) : value_number(1), part;
  switch (instruction->effect) {
  case EFFECT_ADD:
  case EFFECT_STEP_UP: return value_sum(values, old, from, result);
  case EFFECT_SUB:
  case EFFECT_STEP_DOWN: return value_product(values, from, UINT64_MAX, &part) && value_sum(values, old, part, result);
  case EFFECT_NEGATE: return value_product(values, old, UINT64_MAX, result);
  case EFFECT_INVERT:
    return value_product(values, old, UINT64_MAX, &part) && value_sum(values, part, value_number(UINT64_MAX), result);
  case EFFECT_MULTIPLY:
    if (count == 3) old = read(run, state, index, 1, size);
    if (count == 1) return false;
    if (value_is_number(from)) return value_product(values, old, from.add, result);
    if (value_is_number(old)) return value_product(values, from, old.add, result);
    return value_operation(values, EFFECT_MULTIPLY << 8, old, from, (uint8_t)(8 * size), result);
  case EFFECT_LOGIC:
    if (value_same(old, from) && instruction->name[0] == 'x') {
      *result = value_number(0);
      return true;
    }
    if (!value_operation(values, EFFECT_LOGIC << 8 | (uint8_t)instruction->name[0], old, from, (uint8_t)(8 * size),
                         result))
      return false;
    // The frame is aligned like that.
    mark_frame(run, *result,
               instruction->name[0] == 'a' && size == 8 && value_in_frame(values, old) && value_is_number(from) &&
                   (int64_t)from.add < 0);
    return true;
  case EFFECT_SHIFT:
    if (instruction->name[1] == 'h' && instruction->name[2] == 'l' && value_is_number(from) && from.add < 8 * size)
      return value_product(values, old, 1ull << from.add, result);
    if (instruction->name[1] == 'a' && size == 4) return false;
    return value_operation(values, EFFECT_SHIFT << 8 | (uint32_t)(instruction->name[1] ^ instruction->name[2] << 1),
                           old, from, (uint8_t)(8 * size), result);
  default: return false;
  }
}

static void select_value(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  struct value from = read(run, state, index, 0, instruction->size),
               old = read(run, state, index, 1, instruction->size);
  struct value result = make(run, index, MADE_RESULT, 64);
  bool frame = value_in_frame(&run->values, from) && value_in_frame(&run->values, old);
  mark_frame(run, result, frame);
  write_last(run, state, index, &result);
}

static void exchange(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  for (uint8_t i = 0; i < instruction->operand_count; i++) {
    const struct operand *operand = &instruction->operands[i];
    if (operand->kind == OPERAND_MEMORY) store(run, state, index, operand, instruction->size, NULL);
    if (operand->kind == OPERAND_REGISTER) state->places[operand->reg] = make(run, index, MADE_RESULT + i, 64);
  }
}

static void push(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  struct value value =
      instruction->operand_count == 1 ? read(run, state, index, 0, 8) : make(run, index, MADE_RESULT, 64);
  state->places[RSP].add -= 8;
  struct value address = state->places[RSP];
  if (exact(run, state, address))
    state_set_slot(state, (struct slot){address.node, (int64_t)address.add, 8, value});
  else
    forget_exposed(run, state);
}

static void pop(struct run *run, struct state *state, uint32_t index, uint8_t reg) {
  const struct operand top = {.kind = OPERAND_MEMORY, .base = RSP, .index = NO_REGISTER, .scale = 1};
  struct value value = load(run, state, index, &top, 8, MADE_OPERAND);
  state->places[RSP].add += 8;
  if (reg != NO_REGISTER)
    set_register(run, state, index, reg, 8, value);
  else
    write_last(run, state, index, &value);
}

// Bytes at %rdi, as many as length says.
static void store_range(struct run *run, struct state *state, uint32_t index, struct value length, const char *what) {
  const struct instruction *instruction = &run->instructions[index];
  struct value address = state->places[RDI];
  bool own = value_in_frame(&run->values, address);
  if (!own && !(value_is_number(length) && length.add == 0) && !state_covers_range(state, address, length))
    check_error(run, instruction, "%s without a log of its whole destination before it (%s); %s", what,
                instruction->text, mend);
  if (own && exact(run, state, address) && value_is_number(length))
    state_drop_slots(state, address.node, (int64_t)address.add, (int64_t)(address.add + length.add));
  forget_exposed(run, state);
}

static void string_store(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  struct value length = value_number(instruction->size);
  if (instruction->repeat && !value_product(&run->values, state->places[RCX], instruction->size, &length))
    length = make(run, index, MADE_RESULT, 64);
  store_range(run, state, index, length, "stores a string");
  state->places[RDI] = make(run, index, RDI, 64);
  if (instruction->effect == EFFECT_STRING_MOVE) state->places[RSI] = make(run, index, RSI, 64);
  if (instruction->repeat) state->places[RCX] = make(run, index, RCX, 64);
}

static void call(struct run *run, struct state *state, uint32_t index) {
  static const uint8_t clobbered[] = {RAX, RCX, RDX, RSI, RDI, R8, R8 + 1, R8 + 2, R11};
  const struct instruction *instruction = &run->instructions[index];
  const char *name = instruction->symbol != NULL ? instruction->symbol : "";
  struct value rdi = state->places[RDI], rsi = state->places[RSI], rdx = state->places[RDX],
               rax = make(run, index, RAX, 64);
  bool memory = strcmp(name, "memcpy") == 0 || strcmp(name, "memmove") == 0 || strcmp(name, "memset") == 0;
  bool range = strcmp(name, "journal_range") == 0, outside = strcmp(name, "journal_outside") == 0;
  if (memory) {
    store_range(run, state, index, rdx, name);
    rax = rdi;
  } else if (range) {
    bool whole = value_is_number(rsi) && rsi.add <= UINT32_MAX;
    state_add_fact(state, whole ? (struct fact){.kind = FACT_LOGGED, .size = (uint32_t)rsi.add, .at = rdi}
                                : (struct fact){.kind = FACT_RANGE, .at = rdi, .with = rsi});
    state_drop_facts(state, 1 << FACT_WRITTEN | 1 << FACT_KEPT);
  } else if (outside) {
    // Of the registers it changes one (the calling convention preserve_most).
    state->places[R11] = make(run, index, R11, 64);
    return;
  } else {
    state_drop_facts(state, FACTS_ALL);
  }
  if (!memory) state->places[CURSOR] = make(run, index, CURSOR, 64);
  if (!range) forget_exposed(run, state);
  // Below the stack pointer the callee has its own.
  if (exact(run, state, state->places[RSP]))
    state_drop_slots(state, state->places[RSP].node, INT64_MIN, (int64_t)state->places[RSP].add);
  for (uint32_t i = 0; i < sizeof clobbered; i++)
    state->places[clobbered[i]] = make(run, index, clobbered[i], 64);
  state->places[RAX] = rax;
}

// `add $n, %gs:CPU_JOURNAL`, by whichever instruction.
static bool is_cursor_move(const struct instruction *instruction, int64_t *size) {
  const struct operand *by = &instruction->operands[0], *to = &instruction->operands[1];
  if (instruction->effect != EFFECT_ADD && instruction->effect != EFFECT_SUB) return false;
  if (instruction->operand_count != 2 || instruction->size != 8 || to->kind != OPERAND_MEMORY || !to->gs ||
      to->number != CPU_JOURNAL)
    return false;
  if (to->base != NO_REGISTER || to->index != NO_REGISTER || by->kind != OPERAND_IMMEDIATE) return false;
  *size = instruction->effect == EFFECT_ADD ? by->number : -by->number;
  return true;
}

void check_step(struct run *run, struct state *state, uint32_t index) {
  const struct instruction *instruction = &run->instructions[index];
  struct value result;
  int64_t moves;
  if (instruction->mistake != NULL) {
    check_error(run, instruction, "%s (%s); RAW before the function leaves it out", instruction->mistake,
                instruction->text);
    return;
  }
  if (run->made[index]) state_forget_made(state, &run->values, index);
  if (is_cursor_move(instruction, &moves)) {
    check_publish(run, state, instruction, moves);
    return;
  }
  switch (instruction->effect) {
  case EFFECT_MOVE: move(run, state, index); break;
  case EFFECT_EXTEND_ZERO:
    result = read(run, state, index, 0, instruction->from);
    write_last(run, state, index, &result);
    break;
  case EFFECT_ADDRESS:
    result = address_of(run, state, index, &instruction->operands[0]);
    write_last(run, state, index, &result);
    break;
  case EFFECT_EXTEND_SIGN:
    result = read(run, state, index, 0, instruction->from);
    if (value_operation(&run->values, EFFECT_EXTEND_SIGN << 8 | instruction->from << 4 | instruction->size, result,
                        value_number(1), (uint8_t)(8 * instruction->size), &result))
      write_last(run, state, index, &result);
    else
      write_last(run, state, index, NULL);
    break;
  case EFFECT_ADD:
  case EFFECT_SUB:
  case EFFECT_STEP_UP:
  case EFFECT_STEP_DOWN:
  case EFFECT_NEGATE:
  case EFFECT_INVERT:
  case EFFECT_MULTIPLY:
  case EFFECT_LOGIC:
  case EFFECT_SHIFT:
    if (instruction->effect == EFFECT_MULTIPLY && instruction->operand_count == 1) {
      state->places[RAX] = make(run, index, RAX, 64), state->places[RDX] = make(run, index, RDX, 64);
      break;
    }
    write_last(run, state, index,
               instruction->operand_count != 0 && arithmetic(run, state, index, &result) ? &result : NULL);
    break;
  case EFFECT_SELECT: select_value(run, state, index); break;
  case EFFECT_WRITE: write_last(run, state, index, NULL); break;
  case EFFECT_EXCHANGE: exchange(run, state, index); break;
  case EFFECT_COMPARE_EXCHANGE: write_last(run, state, index, NULL); break;
  case EFFECT_PUSH: push(run, state, index); break;
  case EFFECT_POP:
    pop(run, state, index,
        instruction->operand_count == 1 && instruction->operands[0].kind == OPERAND_REGISTER
            ? instruction->operands[0].reg
            : NO_REGISTER);
    break;
  case EFFECT_LEAVE:
    state->places[RSP] = state->places[RBP];
    pop(run, state, index, RBP);
    break;
  case EFFECT_STRING_STORE:
  case EFFECT_STRING_MOVE: string_store(run, state, index); break;
  case EFFECT_STRING_READ:
    state->places[RSI] = make(run, index, RSI, 64), state->places[RDI] = make(run, index, RDI, 64);
    state->places[RCX] = make(run, index, RCX, 64);
    break;
  case EFFECT_CALL: call(run, state, index); break;
  default: break;
  }
  for (uint32_t reg = 0; reg < REGISTERS; reg++)
    if (instruction->clobbers >> reg & 1) state->places[reg] = make(run, index, reg, 64);
}
