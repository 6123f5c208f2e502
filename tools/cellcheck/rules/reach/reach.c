// SPDX-License-Identifier: Apache-2.0
// The rounds over a cell's functions: each is summarised anew while a function that it calls has changed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/reach/inside.h"

bool reach_is_part(const struct function *function) {
  return function->kind == KIND_NONE;
}

static bool is_constant(const struct type *type) {
  while (type->kind == TYPE_ARRAY && !type->is_const)
    type = type->to;
  return type->is_const;
}

bool reach_is_constant(const struct variable *variable) {
  return is_constant(variable->type) && !variable->is_thread;
}

static uint32_t slot_of(const struct function *function, uint32_t room) {
  return (uint32_t)(((uintptr_t)function >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 40) & (room - 1);
}

struct summary *reach_find(const struct reach *reach, const struct function *function) {
  if (reach->by_function_room == 0 || function == NULL) return NULL;
  uint32_t at = slot_of(function, reach->by_function_room);
  for (; reach->by_function[at] != NULL; at = (at + 1) & (reach->by_function_room - 1))
    if (reach->by_function[at]->function == function) return reach->by_function[at];
  return NULL;
}

struct contents *reach_local(const struct summary *summary, const struct variable *variable) {
  static struct contents nobody;
  bool is_own =
      variable->index < summary->function->variable_count && summary->function->variables[variable->index] == variable;
  return is_own ? &summary->contents[variable->index] : &nobody;
}

const struct content *reach_constants(const struct reach *reach, const struct variable *variable) {
  bool is_own = variable->index < reach->cell->variable_count && reach->cell->variables[variable->index] == variable;
  return is_own ? reach->constants[variable->index] : NULL;
}

static void summary_init(struct reach *reach, struct summary *summary, const struct function *function) {
  *summary = (struct summary){.function = function};
  summary->values = arena_take(&reach->arena, (function->code_count + 1) * sizeof *summary->values);
  summary->contents = arena_take(&reach->arena, (function->variable_count + 1) * sizeof *summary->contents);
  reach_parameters(reach, summary);
}

static void enter(struct reach *reach, struct summary *summary) {
  uint32_t at = slot_of(summary->function, reach->by_function_room);
  while (reach->by_function[at] != NULL)
    at = (at + 1) & (reach->by_function_room - 1);
  reach->by_function[at] = summary;
}

static bool look(struct reach *reach, struct summary *summary) {
  summary->is_queued = false;
  summary->rounds++;
  reach_values(reach, summary);
  return reach_collect(reach, summary);
}

static void add_caller(struct summary *callee, struct summary *caller) {
  if (callee->caller_count > 0 && callee->callers[callee->caller_count - 1] == caller) return;
  if (callee->caller_count == callee->caller_room) {
    callee->caller_room = callee->caller_room * 2 + 4;
    callee->callers = ir_grow(callee->callers, callee->caller_room * sizeof(struct summary *));
  }
  callee->callers[callee->caller_count++] = caller;
}

// Callees before their callers, as far as they do not call each other in a circle.
static void order(const struct reach *reach, struct summary *summary, struct summary **ordered, uint32_t *count) {
  if (summary->is_queued) return;
  summary->is_queued = true;
  for (value_t at = 1; at < summary->function->code_count; at++) {
    const struct instruction *in = &summary->function->code[at];
    if (in->op != OP_CALL) continue;
    summary->has_pointer_calls |= in->function == NULL;
    struct summary *callee = reach_find(reach, in->function);
    if (callee == NULL) continue;
    order(reach, callee, ordered, count);
    add_caller(callee, summary);
  }
  summary->position = *count;
  ordered[(*count)++] = summary;
}

static bool queue(struct summary *summary, const struct summary *behind) {
  summary->is_full |= summary->rounds >= REACH_ROUNDS_MOST;
  if (summary->is_queued || summary->rounds >= REACH_ROUNDS_MOST) return false;
  summary->is_queued = true;
  return summary->position <= behind->position;
}

// Each function, and again those whose callees have changed since.
static void rounds(struct reach *reach) {
  struct summary **ordered = ir_whole(calloc(reach->summary_count + 1, sizeof *ordered));
  uint32_t count = 0;
  for (uint32_t i = 0; i < reach->summary_count; i++)
    order(reach, &reach->summaries[i], ordered, &count);
  for (bool again = true; again;) {
    again = false;
    for (uint32_t i = 0; i < count; i++) {
      if (!ordered[i]->is_queued || !look(reach, ordered[i])) continue;
      for (uint32_t j = 0; j < ordered[i]->caller_count; j++)
        again |= queue(ordered[i]->callers[j], ordered[i]);
      // Whom it is called by through pointers, nobody knows beforehand.
      bool is_taken = !ordered[i]->function->is_exported && ordered[i]->caller_count == 0;
      for (uint32_t j = 0; is_taken && j < count; j++)
        if (ordered[j]->has_pointer_calls) again |= queue(ordered[j], ordered[i]);
    }
  }
  free(ordered);
}

// What constants hold: their initializers are functions.
static void constants(struct reach *reach) {
  const struct cell *cell = reach->cell;
  for (uint32_t i = 0; i < cell->variable_count; i++) {
    const struct variable *variable = cell->variables[i];
    if (variable->value == NULL || variable->index != i) continue;
    struct summary summary;
    summary_init(reach, &summary, variable->value);
    reach_values(reach, &summary);
    for (value_t at = 1; at < variable->value->code_count; at++) {
      const struct instruction *in = &variable->value->code[at];
      const struct origins *to = in->op == OP_STORE ? summary.values[in->a] : NULL;
      for (uint32_t j = 0; to != NULL && j < to->count; j++)
        if (to->of[j]->variable == variable)
          content_add(&reach->sets, &reach->constants[i], to->of[j]->offset, summary.values[in->b]);
    }
  }
}

static struct reach current;

static void forget(struct reach *reach) {
  for (uint32_t i = 0; i < reach->summary_count; i++) {
    free(reach->summaries[i].effects);
    free(reach->summaries[i].effect_slots);
    free(reach->summaries[i].callers);
  }
  free(reach->summaries);
  free(reach->by_function);
  sets_free(&reach->sets);
  arena_empty(&reach->arena);
  *reach = (struct reach){};
}

static void make(struct reach *reach, const struct cell *cell) {
  *reach = (struct reach){.cell = cell};
  sets_init(&reach->sets, &reach->arena);
  reach->constants = arena_take(&reach->arena, (cell->variable_count + 1) * sizeof *reach->constants);
  reach->summaries = ir_whole(calloc(cell->function_count + 1, sizeof *reach->summaries));
  for (reach->by_function_room = 16; reach->by_function_room < cell->function_count * 2 + 2;)
    reach->by_function_room *= 2;
  reach->by_function = ir_whole(calloc(reach->by_function_room, sizeof *reach->by_function));
  constants(reach);
  for (uint32_t i = 0; i < cell->function_count; i++) {
    if (!cell->functions[i]->is_defined || cell->functions[i]->block_count == 0) continue;
    struct summary *summary = &reach->summaries[reach->summary_count++];
    summary_init(reach, summary, cell->functions[i]);
    enter(reach, summary);
  }
  rounds(reach);
  reach_entries(reach);
}

bool reach_is_wanted(const struct cell *cell) {
  for (uint32_t i = 0; i < cell->function_count; i++)
    if (cell->functions[i]->kind != KIND_NONE || (cell->functions[i]->is_own && cell->functions[i]->is_exported))
      return true;
  for (uint32_t i = 0; i < cell->variable_count; i++)
    if ((cell->variables[i]->marks & (MARK_STATE | MARK_CPU_STATE | MARK_OPS)) != 0) return true;
  return false;
}

const struct reach *reach_of(const struct cell *cell) {
  if (current.cell == cell) return &current;
  if (current.cell != NULL) forget(&current);
  make(&current, cell);
  return &current;
}

const struct summary *reach_summary(const struct reach *reach, const struct function *function) {
  return reach_find(reach, function);
}

const struct origins *reach_value(const struct summary *summary, value_t value) {
  return value != 0 ? summary->values[value] : NULL;
}

const struct origins *reach_constant(const struct reach *reach, const struct variable *variable) {
  return content_all((struct sets *)&reach->sets, reach_constants(reach, variable));
}

const struct effect *effect_place(const struct effect *effect) {
  const struct effect *place = effect;
  for (const struct effect *inner = effect->inner; inner != NULL && reach_is_part(inner->in); inner = inner->inner)
    if (inner->in->is_own) place = inner;
  return place;
}

static const struct field *field_at(const struct type *type, int64_t offset) {
  for (uint32_t i = 0; i < type->field_count; i++) {
    int64_t begin = (int64_t)(type->fields[i].offset_bits / 8);
    if (offset >= begin && offset < begin + (int64_t)type->fields[i].type->size) return &type->fields[i];
  }
  return NULL;
}

void reach_name(const struct variable *variable, int64_t offset, char *text, size_t size) {
  const struct type *type = variable->type;
  while (type->kind == TYPE_ARRAY)
    type = type->to;
  bool has_fields = type->kind == TYPE_STRUCT && offset != REACH_ANYWHERE;
  const struct field *field = has_fields ? field_at(type, offset) : NULL;
  if (field != NULL && field->name[0] != 0 && !(offset == 0 && field->type->kind == TYPE_STRUCT))
    snprintf(text, size, "%s.%s", variable->name, field->name);
  else
    snprintf(text, size, "%s", variable->name);
}
