// SPDX-License-Identifier: Apache-2.0
// The values of one function: where each points to, given the summaries of what it calls.
#include "tools/cellcheck/rules/reach/inside.h"

#include <string.h>

static bool is_record(const struct type *type) {
  return type->kind == TYPE_STRUCT || type->kind == TYPE_UNION || type->kind == TYPE_ARRAY;
}

// Some numbers hold addresses, so arithmetic keeps what it is made of; comparisons tell nothing.
static bool keeps_address(enum arithmetic arithmetic) {
  return arithmetic == ARITHMETIC_ADD || arithmetic == ARITHMETIC_SUBTRACT || arithmetic == ARITHMETIC_AND ||
         arithmetic == ARITHMETIC_OR;
}

static uint64_t size_of(const struct origin *origin) {
  bool has_size = origin->kind == ORIGIN_LOCAL || origin->kind == ORIGIN_STATE || origin->kind == ORIGIN_CONSTANT ||
                  origin->kind == ORIGIN_OPS;
  return has_size && origin->variable->type->size > 0 ? origin->variable->type->size : REACH_OFFSET_MOST;
}

const struct origin *origin_moved(struct reach *reach, const struct origin *origin, int64_t by) {
  bool has_offset = origin->kind == ORIGIN_LOCAL || origin->kind == ORIGIN_PARAMETER || origin->kind == ORIGIN_STATE ||
                    origin->kind == ORIGIN_CONSTANT || origin->kind == ORIGIN_OPS;
  if (!has_offset || by == 0 || origin->offset == REACH_ANYWHERE) return origin;
  struct origin moved = *origin;
  moved.offset = by == REACH_ANYWHERE ? REACH_ANYWHERE : origin->offset + by;
  if (moved.offset < 0 || moved.offset > (int64_t)size_of(origin)) moved.offset = REACH_ANYWHERE;
  return set_of(&reach->sets, moved)->of[0];
}

static const struct origins *moved(struct reach *reach, const struct origins *set, int64_t by) {
  const struct origins *result = NULL;
  for (uint32_t i = 0; set != NULL && i < set->count; i++)
    result = set_union(&reach->sets, result, set_of(&reach->sets, *origin_moved(reach, set->of[i], by)));
  return result;
}

static const struct origins *one(struct reach *reach, enum origin_kind kind, uint32_t number, const void *what) {
  return set_of(&reach->sets, (struct origin){.kind = kind, .number = number, .what = what});
}

// A struct that is passed by value: what lies in it was the caller's.
static bool is_given_record(const struct variable *variable) {
  return variable->storage == STORAGE_PARAMETER && is_record(variable->type);
}

static struct origin behind(uint32_t number, int64_t offset) {
  return (struct origin){.kind = ORIGIN_BEHIND, .number = number, .offset = offset};
}

// What is found at an address. `all`: wherever in the object.
const struct origins *origins_loaded(struct reach *reach, const struct summary *summary, const struct origin *at,
                                     bool all) {
  struct sets *sets = &reach->sets;
  switch (at->kind) {
  case ORIGIN_LOCAL: {
    const struct content *content = reach_local(summary, at->variable)->of;
    const struct origins *found = all ? content_all(sets, content) : content_at(sets, content, at->offset);
    if (!is_given_record(at->variable)) return found;
    int64_t offset = all ? REACH_ANYWHERE : at->offset;
    return set_union(sets, found, set_of(sets, behind(at->variable->index, offset)));
  }
  case ORIGIN_CONSTANT:
  case ORIGIN_OPS: {
    const struct content *content = reach_constants(reach, at->variable);
    return all ? content_all(sets, content) : content_at(sets, content, at->offset);
  }
  case ORIGIN_PARAMETER: return set_of(sets, behind(at->number, all ? REACH_ANYWHERE : at->offset));
  case ORIGIN_BEHIND: return set_of(sets, behind(at->number, REACH_ANYWHERE));
  case ORIGIN_STATE:
  case ORIGIN_REACHED: return one(reach, ORIGIN_REACHED, 0, at->variable);
  case ORIGIN_CALL: return set_of(sets, *at);
  case ORIGIN_UNKNOWN: return sets->unknown;
  case ORIGIN_STRING:
  case ORIGIN_FUNCTION: return NULL;
  }
  return NULL;
}

const struct origins *reach_loaded(struct reach *reach, const struct summary *summary, const struct origins *from,
                                   bool all) {
  const struct origins *result = NULL;
  for (uint32_t i = 0; from != NULL && i < from->count; i++)
    result = set_union(&reach->sets, result, origins_loaded(reach, summary, from->of[i], all));
  return result;
}

static bool store_at(struct reach *reach, struct summary *summary, const struct origin *at,
                     const struct origins *value) {
  if (at->kind != ORIGIN_LOCAL) return false;
  return content_add(&reach->sets, &reach_local(summary, at->variable)->of, at->offset, value);
}

bool reach_store(struct reach *reach, struct summary *summary, const struct origins *at, const struct origins *value) {
  bool is_new = false;
  for (uint32_t i = 0; at != NULL && i < at->count; i++)
    is_new |= store_at(reach, summary, at->of[i], value);
  return is_new;
}

// Of a struct's copy, what lies at each offset goes there.
static bool copy_content(struct reach *reach, struct summary *summary, const struct origins *to,
                         const struct origin *from, uint64_t size) {
  const struct content *content =
      from->kind == ORIGIN_LOCAL ? reach_local(summary, from->variable)->of : reach_constants(reach, from->variable);
  bool is_new = false;
  for (; content != NULL; content = content->next) {
    bool known = content->offset != REACH_ANYWHERE && from->offset != REACH_ANYWHERE;
    if (known && (content->offset < from->offset || content->offset >= from->offset + (int64_t)size)) continue;
    for (uint32_t i = 0; i < to->count; i++)
      is_new |= store_at(reach, summary,
                         origin_moved(reach, to->of[i], known ? content->offset - from->offset : REACH_ANYWHERE),
                         content->value);
  }
  return is_new;
}

bool reach_copy(struct reach *reach, struct summary *summary, const struct origins *to, const struct origins *from,
                uint64_t size) {
  bool is_new = false;
  for (uint32_t i = 0; to != NULL && from != NULL && i < from->count; i++) {
    const struct origin *at = from->of[i];
    if (at->kind == ORIGIN_LOCAL || at->kind == ORIGIN_CONSTANT || at->kind == ORIGIN_OPS) {
      is_new |= copy_content(reach, summary, to, at, size);
      continue;
    }
    const struct origins *value = origins_loaded(reach, summary, at, true);
    for (uint32_t j = 0; j < to->count; j++)
      is_new |= store_at(reach, summary, origin_moved(reach, to->of[j], REACH_ANYWHERE), value);
  }
  return is_new;
}

static const struct origins *address_of(struct reach *reach, const struct variable *variable) {
  if (variable->storage == STORAGE_LOCAL || variable->storage == STORAGE_PARAMETER ||
      variable->storage == STORAGE_HIDDEN)
    return one(reach, ORIGIN_LOCAL, 0, variable);
  if ((variable->marks & MARK_OPS) != 0) return one(reach, ORIGIN_OPS, 0, variable);
  return one(reach, reach_is_constant(variable) ? ORIGIN_CONSTANT : ORIGIN_STATE, 0, variable);
}

// A step of bytes from an object of another type, as LIST_OBJECT makes it, moves within it; elements of arrays are kept together.
static const struct origins *element_of(struct reach *reach, const struct summary *summary,
                                        const struct instruction *instruction) {
  const struct origins *from = summary->values[instruction->a];
  const struct instruction *count = ir_at(summary->function, instruction->b);
  bool is_bytes = instruction->type->kind == TYPE_POINTER && instruction->type->to->size == 1;
  bool is_step =
      is_bytes && count != NULL && count->op == OP_CONST && ir_at(summary->function, instruction->a)->op == OP_CAST;
  if (!is_step || count->number == 0) return from;
  return moved(reach, from, instruction->is_negative ? -count->number : count->number);
}

static bool is_pointer(const struct summary *summary, value_t value) {
  return ir_at(summary->function, value)->type->kind == TYPE_POINTER;
}

static const struct origins *value_of(struct reach *reach, struct summary *summary, const struct instruction *in) {
  const struct origins **values = summary->values;
  switch (in->op) {
  case OP_STRING: return one(reach, ORIGIN_STRING, 0, in);
  case OP_FUNCTION: return one(reach, ORIGIN_FUNCTION, 0, in->function);
  case OP_ADDRESS: return address_of(reach, in->variable);
  case OP_FIELD: return moved(reach, values[in->a], (int64_t)(in->field->offset_bits / 8));
  case OP_ELEMENT: return element_of(reach, summary, in);
  case OP_LOAD: return reach_loaded(reach, summary, values[in->a], is_record(in->type));
  case OP_CAST: return in->type->kind == TYPE_FLOAT || in->type->kind == TYPE_BOOL ? NULL : values[in->a];
  case OP_UNARY: return NULL;
  case OP_BINARY:
    if (!keeps_address(in->arithmetic) || in->b == 0) return NULL;
    if (is_pointer(summary, in->a) && is_pointer(summary, in->b)) return NULL;  // a distance
    return set_union(&reach->sets, values[in->a], values[in->b]);
  case OP_CALL: return reach_call_value(reach, summary, in);
  case OP_ANY: return in->type->kind == TYPE_POINTER ? reach->sets.unknown : NULL;
  default: return NULL;
  }
}

static bool store(struct reach *reach, struct summary *summary, const struct instruction *in) {
  const struct origins *to = summary->values[in->a];
  const struct instruction *value = ir_at(summary->function, in->b);
  if (value != NULL && value->op == OP_LOAD && is_record(value->type))
    return reach_copy(reach, summary, to, summary->values[value->a], value->type->size);
  if (value != NULL && value->op == OP_CALL && is_record(value->type))
    return reach_call_record(reach, summary, to, value);
  const struct origins *stored = in->b != 0 ? summary->values[in->b] : NULL;
  if (value != NULL && is_record(value->type)) to = moved(reach, to, REACH_ANYWHERE);
  return reach_store(reach, summary, to, stored);
}

static bool pass(struct reach *reach, struct summary *summary) {
  const struct function *function = summary->function;
  bool is_new = false;
  for (value_t at = 1; at < function->code_count; at++) {
    const struct instruction *in = &function->code[at];
    if (in->op == OP_STORE) is_new |= store(reach, summary, in);
    if (in->op == OP_CALL) is_new |= reach_call_stores(reach, summary, in);
    const struct origins *value = set_union(&reach->sets, summary->values[at], value_of(reach, summary, in));
    is_new |= value != summary->values[at];
    summary->values[at] = value;
  }
  return is_new;
}

// What the parameters hold at first.
void reach_parameters(struct reach *reach, struct summary *summary) {
  const struct function *function = summary->function;
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    const struct variable *parameter = function->parameters[i];
    if (is_record(parameter->type)) continue;  // origins_loaded knows
    content_add(&reach->sets, &reach_local(summary, parameter)->of, 0,
                set_of(&reach->sets, (struct origin){.kind = ORIGIN_PARAMETER, .number = i}));
  }
}

void reach_values(struct reach *reach, struct summary *summary) {
  for (uint32_t i = 0; pass(reach, summary); i++) {
    if (i < REACH_PASSES_MOST) continue;
    summary->is_full = true;
    return;
  }
}
