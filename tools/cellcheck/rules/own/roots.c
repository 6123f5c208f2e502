// SPDX-License-Identifier: Apache-2.0
// Roots: each distinct one once a run, found by what it is.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

enum { DEPTH_MOST = 3 };

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct root *root) {
  uint64_t hash = mix(root->kind, (uint64_t)root->slot << 8 | root->age);
  hash = mix(hash, root->base);
  hash = mix(hash, (uint64_t)root->offset);
  return mix(hash, (uint64_t)(uintptr_t)root->what);
}

static bool is_same(const struct root *a, const struct root *b) {
  return a->kind == b->kind && a->slot == b->slot && a->age == b->age && a->base == b->base && a->offset == b->offset &&
         a->what == b->what;
}

static void grow_table(struct engine *engine) {
  free(engine->root_table);
  engine->root_table_size = engine->root_table_size == 0 ? 1024 : engine->root_table_size * 2;
  engine->root_table = ir_whole(calloc(engine->root_table_size, sizeof *engine->root_table));
  for (uint32_t i = 1; i < engine->root_count; i++) {
    uint32_t at = (uint32_t)hash_of(&engine->roots[i]) & (engine->root_table_size - 1);
    while (engine->root_table[at] != 0)
      at = (at + 1) & (engine->root_table_size - 1);
    engine->root_table[at] = i;
  }
}

// True: it is new, and the rest of it is the caller's to fill.
static bool intern(struct engine *engine, const struct root *root, uint32_t *number) {
  if (engine->root_count == 0) engine->root_count = 1;
  if ((engine->root_count + 1) * 2 > engine->root_table_size) grow_table(engine);
  uint32_t at = (uint32_t)hash_of(root) & (engine->root_table_size - 1);
  for (; engine->root_table[at] != 0; at = (at + 1) & (engine->root_table_size - 1)) {
    *number = engine->root_table[at];
    if (is_same(&engine->roots[*number], root)) return false;
  }
  (void)engine_grow((void **)&engine->roots, &engine->root_space, engine->root_count + 1, sizeof *engine->roots);
  *number = engine->root_count++;
  engine->roots[*number] = *root;
  engine->root_table[at] = *number;
  return true;
}

uint32_t root_of_variable(struct engine *engine, const struct variable *variable) {
  uint32_t number;
  struct root root = {.kind = ROOT_VARIABLE, .what = variable, .type = variable->type, .place = variable->place};
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_of_function(struct engine *engine, const struct function *function) {
  uint32_t number;
  struct root root = {.kind = ROOT_FUNCTION, .what = function, .type = function->type, .place = function->place};
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_of_string(struct engine *engine, const struct instruction *at) {
  uint32_t number;
  struct root root = {.kind = ROOT_STRING, .what = at, .type = at->type, .place = at->place};
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_of_temporary(struct engine *engine, const struct frame *frame, value_t value) {
  uint32_t number;
  struct root root = {.kind = ROOT_TEMPORARY,
                      .base = frame->context,
                      .offset = value,
                      .what = frame->function,
                      .type = value != 0 ? frame->function->code[value].type : NULL};
  (void)intern(engine, &root, &number);
  return number;
}

static const struct variable *parameter_of(const struct engine *engine, const struct root *base) {
  if (base->kind != ROOT_VARIABLE) return NULL;
  const struct variable *variable = base->what;
  for (uint32_t i = 0; i < engine->top->parameter_count; i++)
    if (engine->top->parameters[i] == variable) return variable;
  return NULL;
}

// A function's address outlives versions, so nobody borrows it.
static bool points(const struct type *type) {
  return type != NULL && type->kind == TYPE_POINTER && type->to->kind != TYPE_FUNCTION;
}

static bool is_function(const struct type *type) {
  return type->kind == TYPE_POINTER && type->to->kind == TYPE_FUNCTION;
}

// A `void *` that stands behind a function is what that function will be given: theirs to agree on.
static bool is_context(const struct function *function, const struct variable *parameter) {
  if (parameter->type->to->kind != TYPE_VOID) return false;
  for (uint32_t i = 0; i < function->parameter_count && function->parameters[i] != parameter; i++)
    if (is_function(function->parameters[i]->type)) return true;
  return false;
}

uint32_t root_initial(struct engine *engine, uint32_t base, int64_t offset, const struct field *field,
                      const struct type *type) {
  const struct root *in = root_at(engine, base);
  uint8_t depth = in->kind == ROOT_INITIAL || in->kind == ROOT_DERIVED ? in->depth + 1 : 0;
  const struct variable *parameter = parameter_of(engine, in);
  struct root root = {
      .kind = ROOT_INITIAL, .base = base, .offset = offset, .depth = depth, .type = type, .field = field};
  // What a chain of loads comes to is one root for all that lie so deep.
  if (depth > DEPTH_MOST) root.base = base = in->base;
  root.place = in->place;
  root.is_held = field != NULL && (field->marks & MARK_OWN) != 0;
  if (in->kind == ROOT_VARIABLE && parameter == NULL && (((const struct variable *)in->what)->marks & MARK_OWN) != 0)
    root.is_held = true;
  root.borrowed = in->borrowed;
  if (parameter != NULL && engine->is_marked && (engine->top->marks & MARK_LOCKS) == 0 && points(parameter->type) &&
      !is_context(engine->top, parameter) && (parameter->marks & (MARK_OWN | MARK_RETAINS)) == 0)
    root.borrowed = parameter;
  uint32_t number;
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_derived(struct engine *engine, uint32_t base, int64_t offset) {
  const struct root *in = root_at(engine, base);
  struct root root = {.kind = ROOT_DERIVED, .base = base, .offset = offset, .depth = in->depth, .place = in->place};
  uint32_t number;
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_merged(struct engine *engine, const void *block, uint32_t base, int64_t offset) {
  struct root root = {.kind = ROOT_MERGED, .base = base, .offset = offset, .what = block};
  uint32_t number;
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t root_made(struct engine *engine, const struct frame *frame, value_t value, uint8_t slot, uint8_t age,
                   const struct type *type) {
  const struct instruction *at = &frame->function->code[value];
  struct root root = {.kind = ROOT_MADE,
                      .slot = slot,
                      .age = age,
                      .base = frame->context,
                      .what = at,
                      .type = type,
                      .place = at->place};
  uint32_t number;
  (void)intern(engine, &root, &number);
  return number;
}

uint32_t context_of(struct engine *engine, uint32_t caller, const struct instruction *call) {
  for (uint32_t i = 1; i < engine->context_count; i++)
    if (engine->contexts[i].caller == caller && engine->contexts[i].call == call) return i;
  if (engine->context_count == 0) engine->context_count = 1;
  (void)engine_grow((void **)&engine->contexts, &engine->context_space, engine->context_count + 1,
                    sizeof *engine->contexts);
  engine->contexts[engine->context_count].caller = caller;
  engine->contexts[engine->context_count].call = call;
  return engine->context_count++;
}

bool root_is_local(const struct engine *engine, uint32_t root) {
  const struct root *at = root_at(engine, root);
  if (at->kind == ROOT_TEMPORARY) return true;
  if (at->kind != ROOT_VARIABLE) return false;
  const struct variable *variable = at->what;
  return variable->storage == STORAGE_LOCAL || variable->storage == STORAGE_PARAMETER ||
         variable->storage == STORAGE_HIDDEN;
}

bool root_is_constant(const struct engine *engine, uint32_t root) {
  const struct root *at = root_at(engine, root);
  if (at->kind == ROOT_STRING) return true;
  if (at->kind != ROOT_VARIABLE || root_is_local(engine, root)) return false;
  const struct variable *variable = at->what;
  const struct type *type = variable->type;
  while (type->kind == TYPE_ARRAY && !type->is_const)
    type = type->to;
  if (!variable->is_defined) return false;  // another's, or a table of the linker's
  return type->is_const && (variable->marks & (MARK_OPS | MARK_STATE | MARK_CPU_STATE)) == 0;
}

bool root_is_number(const struct engine *engine, uint32_t root) {
  const struct root *at = root_at(engine, root);
  return at->is_number || (root_is_symbol(engine, root) && at->type != NULL && at->type->kind == TYPE_INTEGER);
}

bool root_is_symbol(const struct engine *engine, uint32_t root) {
  enum root_kind kind = root_at(engine, root)->kind;
  return kind == ROOT_INITIAL || kind == ROOT_MADE || kind == ROOT_DERIVED || kind == ROOT_MERGED;
}
