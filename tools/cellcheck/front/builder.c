// SPDX-License-Identifier: Apache-2.0
// builder: instructions and blocks.
#include "tools/cellcheck/front/builder.h"

#include <string.h>

// Room for one more.
static void *room(void *items, uint32_t count, uint32_t *size, size_t each) {
  if (count < *size) return items;
  *size = *size != 0 ? *size * 2 : 32;
  return ir_grow(items, *size * each);
}

struct instruction *emit(struct builder *builder, enum op op, const struct type *type, uint32_t at) {
  if (!builder->is_open) open_block(builder, new_block(builder));
  if (at != 0)
    builder->last_at = at;
  else
    at = builder->last_at;
  if (builder->code_count == 0) builder->code_count = 1;
  builder->code = room(builder->code, builder->code_count, &builder->code_size, sizeof *builder->code);
  struct instruction *instruction = &builder->code[builder->code_count++];
  *instruction = (struct instruction){.op = op, .type = type, .place = place_of(builder->front, at)};
  return instruction;
}

value_t last_value(const struct builder *builder) {
  return builder->code_count - 1;
}

bool is_const(const struct builder *builder, value_t value, int64_t *number) {
  if (value == 0 || builder->code[value].op != OP_CONST) return false;
  *number = builder->code[value].number;
  return true;
}

// A number as a type of that size holds it.
static int64_t fit(const struct type *type, int64_t number) {
  if (type->kind == TYPE_BOOL) return number != 0;
  if (type->size == 0 || type->size >= 8) return number;
  uint32_t shift = 64 - (uint32_t)type->size * 8;
  uint64_t high = (uint64_t)number << shift;
  return type->is_signed ? (int64_t)high >> shift : (int64_t)(high >> shift);
}

value_t emit_const(struct builder *builder, const struct type *type, int64_t number, uint32_t at) {
  emit(builder, OP_CONST, type, at)->number = fit(type, number);
  return last_value(builder);
}

value_t emit_address(struct builder *builder, struct variable *variable, uint32_t at) {
  emit(builder, OP_ADDRESS, type_pointer_to(builder->front, variable->type), at)->variable = variable;
  return last_value(builder);
}

value_t emit_field(struct builder *builder, value_t object, const struct field *field, const struct type *type,
                   uint32_t at) {
  struct instruction *instruction = emit(builder, OP_FIELD, type_pointer_to(builder->front, type), at);
  instruction->a = object;
  instruction->field = field;
  return last_value(builder);
}

value_t emit_element(struct builder *builder, value_t pointer, value_t index, const struct type *type, bool is_negative,
                     uint32_t at) {
  struct instruction *instruction = emit(builder, OP_ELEMENT, type, at);
  instruction->a = pointer;
  instruction->b = index;
  instruction->is_negative = is_negative;
  return last_value(builder);
}

static void mark_access(struct instruction *instruction, const struct type *of) {
  instruction->is_volatile = of->is_volatile;
  instruction->is_atomic = of->is_atomic;
}

value_t emit_load(struct builder *builder, value_t address, const struct type *of, uint32_t at) {
  struct instruction *instruction = emit(builder, OP_LOAD, type_unqualified(of), at);
  instruction->a = address;
  mark_access(instruction, of);
  return last_value(builder);
}

void emit_store(struct builder *builder, value_t address, value_t value, const struct type *of, uint32_t at) {
  struct instruction *instruction = emit(builder, OP_STORE, builder->front->type_void, at);
  instruction->a = address;
  instruction->b = value;
  mark_access(instruction, of);
}

void emit_zero(struct builder *builder, value_t address, const struct type *of, uint32_t at) {
  struct instruction *instruction = emit(builder, OP_ZERO, builder->front->type_void, at);
  instruction->a = address;
  instruction->of = of;
}

static bool is_arithmetic(const struct type *type) {
  return type->kind == TYPE_BOOL || type->kind == TYPE_INTEGER || type->kind == TYPE_ENUM;
}

// Takes the latest instructions back, if they are these constants.
static void drop_const(struct builder *builder, value_t value) {
  if (builder->is_open && value == last_value(builder) && value >= builder->blocks[builder->block].block.first)
    builder->code_count--;
}

static bool fold_unary(enum arithmetic arithmetic, int64_t a, int64_t *result) {
  switch (arithmetic) {
  case ARITHMETIC_NEGATE: *result = (int64_t)(0 - (uint64_t)a); return true;
  case ARITHMETIC_NOT: *result = a == 0; return true;
  case ARITHMETIC_COMPLEMENT: *result = ~a; return true;
  default: return false;
  }
}

value_t emit_unary(struct builder *builder, enum arithmetic arithmetic, value_t a, const struct type *type,
                   uint32_t at) {
  int64_t number, result;
  if (is_arithmetic(type) && is_const(builder, a, &number) && fold_unary(arithmetic, number, &result)) {
    drop_const(builder, a);
    return emit_const(builder, type, result, at);
  }
  struct instruction *instruction = emit(builder, OP_UNARY, type, at);
  instruction->arithmetic = arithmetic;
  instruction->a = a;
  return last_value(builder);
}

// `a` and `b` as the operands' type has them.
static bool fold_order(enum arithmetic arithmetic, bool is_signed, int64_t a, int64_t b, int64_t *result) {
  bool less = is_signed ? a < b : (uint64_t)a < (uint64_t)b;
  switch (arithmetic) {
  case ARITHMETIC_EQUAL: *result = a == b; return true;
  case ARITHMETIC_UNEQUAL: *result = a != b; return true;
  case ARITHMETIC_LESS: *result = less; return true;
  case ARITHMETIC_LESS_EQUAL: *result = less || a == b; return true;
  case ARITHMETIC_GREATER: *result = !less && a != b; return true;
  case ARITHMETIC_GREATER_EQUAL: *result = !less; return true;
  default: return false;
  }
}

static bool fold_division(enum arithmetic arithmetic, bool is_signed, int64_t a, int64_t b, int64_t *result) {
  if (b == 0 || (is_signed && b == -1)) return false;
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  if (arithmetic == ARITHMETIC_DIVIDE)
    *result = is_signed ? a / b : (int64_t)(x / y);
  else
    *result = is_signed ? a % b : (int64_t)(x % y);
  return true;
}

static bool fold_binary(enum arithmetic arithmetic, const struct type *type, int64_t a, int64_t b, int64_t *result) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  switch (arithmetic) {
  case ARITHMETIC_ADD: *result = (int64_t)(x + y); return true;
  case ARITHMETIC_SUBTRACT: *result = (int64_t)(x - y); return true;
  case ARITHMETIC_MULTIPLY: *result = (int64_t)(x * y); return true;
  case ARITHMETIC_DIVIDE:
  case ARITHMETIC_REMAINDER: return fold_division(arithmetic, type->is_signed, a, b, result);
  case ARITHMETIC_AND: *result = a & b; return true;
  case ARITHMETIC_OR: *result = a | b; return true;
  case ARITHMETIC_XOR: *result = a ^ b; return true;
  case ARITHMETIC_LEFT:
    if (y >= type->size * 8 || y >= 64) return false;
    *result = (int64_t)(x << y);
    return true;
  case ARITHMETIC_RIGHT:
    if (y >= type->size * 8 || y >= 64) return false;
    *result = type->is_signed ? a >> y : (int64_t)(x >> y);
    return true;
  default: return fold_order(arithmetic, type->is_signed, a, b, result);
  }
}

value_t emit_binary(struct builder *builder, enum arithmetic arithmetic, value_t a, value_t b, const struct type *type,
                    uint32_t at) {
  int64_t x, y, result;
  if (is_arithmetic(type) && type->size <= 8 && is_const(builder, a, &x) && is_const(builder, b, &y) &&
      is_arithmetic(builder->code[a].type) && fold_binary(arithmetic, builder->code[a].type, x, y, &result)) {
    drop_const(builder, b);
    drop_const(builder, a);
    return emit_const(builder, type, result, at);
  }
  struct instruction *instruction = emit(builder, OP_BINARY, type, at);
  instruction->arithmetic = arithmetic;
  instruction->a = a;
  instruction->b = b;
  return last_value(builder);
}

value_t emit_cast(struct builder *builder, value_t a, const struct type *type, bool is_implicit, uint32_t at) {
  int64_t number;
  if (a == 0) return 0;
  bool is_null = type->kind == TYPE_POINTER && is_implicit;
  if ((is_arithmetic(type) || is_null) && is_const(builder, a, &number) &&
      (is_null || is_arithmetic(builder->code[a].type))) {
    drop_const(builder, a);
    return emit_const(builder, type, number, at);
  }
  if (is_implicit && builder->code[a].type == type) return a;
  struct instruction *instruction = emit(builder, OP_CAST, type, at);
  instruction->a = a;
  instruction->is_implicit = is_implicit;
  return last_value(builder);
}

static void give_arguments(struct builder *builder, struct instruction *instruction, const value_t *arguments,
                           uint32_t count) {
  if (count == 0) return;
  instruction->arguments = ir_take(builder->front->arena, count * sizeof *arguments);
  instruction->argument_count = count;
  memcpy(instruction->arguments, arguments, count * sizeof *arguments);
}

value_t emit_any(struct builder *builder, const char *text, const value_t *arguments, uint32_t count,
                 const struct type *type, uint32_t at) {
  struct instruction *instruction = emit(builder, OP_ANY, type, at);
  instruction->text = strings_take(&builder->front->strings, text, strlen(text));
  give_arguments(builder, instruction, arguments, count);
  return type->kind == TYPE_VOID ? 0 : last_value(builder);
}

value_t emit_call(struct builder *builder, struct function *function, value_t pointer, const value_t *arguments,
                  uint32_t count, const struct type *type, uint32_t at) {
  struct instruction *instruction = emit(builder, OP_CALL, type, at);
  instruction->function = function;
  instruction->a = pointer;
  give_arguments(builder, instruction, arguments, count);
  return type->kind == TYPE_VOID ? 0 : last_value(builder);
}

value_t emit_unseen(struct builder *builder, const char *what, const struct type *type, uint32_t at) {
  struct front *front = builder->front;
  struct instruction *instruction = emit(builder, OP_UNSEEN, type, at);
  instruction->text = strings_take(&front->strings, what, strlen(what));
  value_t value = type->kind == TYPE_VOID ? 0 : last_value(builder);
  report(front->reports, RULE_FRONT_UNSEEN, builder->function, builder->code[last_value(builder)].place, NULL, 0,
         "write it in plain C, or give the function a CELL_UNSAFE that says why it is right",
         "cellcheck does not understand this (%s), so its rules are blind here", what);
  return value;
}

static bool may_be_address(const struct builder *builder, value_t value) {
  const struct instruction *part = &builder->code[value];
  bool is_number = part->type->kind == TYPE_INTEGER || part->type->kind == TYPE_POINTER;
  return is_number && part->op != OP_CONST && part->type->size >= builder->front->pointer_size;
}

value_t emit_parts(struct builder *builder, const value_t *parts, uint32_t count, const struct type *type,
                   uint32_t at) {
  for (uint32_t i = 0; i < count; i++)
    if (parts[i] != 0 && may_be_address(builder, parts[i]))
      return emit_unseen(builder, "a vector or complex number of words that may be addresses", type, at);
  return emit_any(builder, "parts", parts, count, type, at);
}

// ---- Blocks ----

uint32_t new_block(struct builder *builder) {
  builder->blocks = room(builder->blocks, builder->block_count, &builder->block_size, sizeof *builder->blocks);
  builder->blocks[builder->block_count] = (struct draft){};
  return builder->block_count++;
}

void open_block(struct builder *builder, uint32_t block) {
  if (builder->is_open) jump_to(builder, block, 0);
  if (builder->code_count == 0) builder->code_count = 1;
  builder->block = block;
  builder->is_open = true;
  builder->blocks[block].order = ++builder->order;
  builder->blocks[block].block.first = builder->code_count;
}

struct edge *add_edge(struct builder *builder, uint32_t from, uint32_t to) {
  struct draft *draft = &builder->blocks[from];
  if (draft->block.edge_count == draft->edge_size) {
    uint32_t size = draft->edge_size != 0 ? draft->edge_size * 2 : 2;
    struct edge *more = ir_take(builder->front->arena, size * sizeof *more);
    if (draft->block.edge_count != 0) memcpy(more, draft->block.edges, draft->block.edge_count * sizeof *more);
    draft->block.edges = more;
    draft->edge_size = size;
  }
  struct edge *edge = &draft->block.edges[draft->block.edge_count++];
  *edge = (struct edge){.block = to};
  return edge;
}

void close_block(struct builder *builder, enum end end, value_t value, uint32_t at) {
  struct block *block = &builder->blocks[builder->block].block;
  block->last = builder->code_count;
  block->end = end;
  block->value = value;
  if (at == 0 && block->last > block->first)
    block->place = builder->code[block->last - 1].place;
  else
    block->place = place_of(builder->front, at);
  builder->is_open = false;
}

void jump_to(struct builder *builder, uint32_t block, uint32_t at) {
  if (!builder->is_open) return;
  uint32_t from = builder->block;
  close_block(builder, END_JUMP, 0, at);
  add_edge(builder, from, block);
}

void branch_on(struct builder *builder, value_t value, uint32_t yes, uint32_t no, uint32_t at) {
  if (!builder->is_open) return;
  int64_t number;
  if (is_const(builder, value, &number)) {
    drop_const(builder, value);
    jump_to(builder, number != 0 ? yes : no, at);
    return;
  }
  uint32_t from = builder->block;
  close_block(builder, END_BRANCH, value, at);
  add_edge(builder, from, yes);
  add_edge(builder, from, no);
}
