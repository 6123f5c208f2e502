// SPDX-License-Identifier: Apache-2.0
// Which functions are known by their bodies, which have to do with ownership at all, and how their values are used.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

struct matter {
  struct known *known;  // by address of the function
  uint32_t count;
};

static int by_function(const void *a, const void *b) {
  uintptr_t of_a = (uintptr_t)((const struct known *)a)->function,
            of_b = (uintptr_t)((const struct known *)b)->function;
  return of_a < of_b ? -1 : of_a > of_b;
}

static struct known *find(const struct matter *matter, const struct function *function) {
  struct known wanted = {.function = function};
  return bsearch(&wanted, matter->known, matter->count, sizeof wanted, by_function);
}

static const enum mark OWNERSHIP = MARK_OWN | MARK_OWN_RET | MARK_RETAINS | MARK_VIEW_RET;

static uint32_t all_marks(const struct function *function) {
  uint32_t marks = function->marks;
  for (uint32_t i = 0; i < function->parameter_count; i++)
    marks |= function->parameters[i]->marks;
  return marks & (uint32_t)OWNERSHIP;
}

// Not what other cells see, and without marks of its own.
static bool is_known_by_body(const struct function *function) {
  return function->is_defined && function->block_count > 0 && !function->is_exported && function->kind != KIND_READ &&
         function->kind != KIND_ATOMIC && function->kind != KIND_STEPS && all_marks(function) == 0;
}

static bool is_pointer_store(const struct function *function, const struct instruction *at) {
  const struct type *type = function->code[at->b].type;
  if (type->kind != TYPE_POINTER && type->kind != TYPE_STRUCT && type->kind != TYPE_UNION) return false;
  const struct instruction *to = ir_at(function, at->a);
  return to == NULL || to->op != OP_ADDRESS || to->variable->storage >= STORAGE_STATIC_LOCAL;
}

static bool is_copying(const struct function *function) {
  const char *name = function->name;
  if (strncmp(name, "__builtin_", 10) == 0) name += 10;
  return strcmp(name, "memcpy") == 0 || strcmp(name, "memmove") == 0;
}

static bool has_owner(const struct type *type, int depth) {
  if (type->kind == TYPE_POINTER && depth == 0) return has_owner(type->to->plain, 1);
  if (type->kind == TYPE_ARRAY) return has_owner(type->to->plain, depth + 1);
  if ((type->kind != TYPE_STRUCT && type->kind != TYPE_UNION) || depth > 6) return false;
  for (uint32_t i = 0; i < type->field_count; i++)
    if ((type->fields[i].marks & MARK_OWN) != 0 ||
        (type->fields[i].type->kind != TYPE_POINTER && has_owner(type->fields[i].type->plain, depth + 1)))
      return true;
  return false;
}

// Copies a struct that owns something.
static bool copies_owner(const struct function *function, const struct instruction *at) {
  if (at->op == OP_STORE) {
    const struct type *type = function->code[at->b].type;
    return (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) && has_owner(type->plain, 1);
  }
  if (at->op != OP_CALL || at->function == NULL || !is_copying(at->function)) return false;
  for (uint32_t i = 0; i < at->argument_count; i++) {
    const struct instruction *argument = ir_at(function, at->arguments[i]);
    while (argument != NULL && argument->op == OP_CAST)
      argument = ir_at(function, argument->a);
    if (argument != NULL && has_owner(argument->type->plain, 0)) return true;
  }
  return false;
}

// Something owned is made, taken or kept in it.
static bool owns(const struct function *function) {
  if ((all_marks(function) & ~(uint32_t)MARK_VIEW_RET) != 0) return true;
  for (value_t i = 1; i < function->code_count; i++) {
    const struct instruction *at = &function->code[i];
    if (at->op == OP_CALL && at->function != NULL && (all_marks(at->function) & ~(uint32_t)MARK_VIEW_RET) != 0)
      return true;
    if (at->op == OP_FIELD && (at->field->marks & MARK_OWN) != 0) return true;
    if (copies_owner(function, at)) return true;
  }
  return false;
}

static bool is_address(const struct function *function, value_t value) {
  const struct instruction *at = ir_at(function, value);
  while (at != NULL && (at->op == OP_CAST || at->op == OP_FIELD || at->op == OP_ELEMENT))
    at = ir_at(function, at->a);
  return at != NULL && at->op == OP_ADDRESS;
}

// A pointer goes through it to where others find it.
static bool carries(const struct function *function) {
  if (function->type->to->kind == TYPE_POINTER) return true;
  for (value_t i = 1; i < function->code_count; i++) {
    const struct instruction *at = &function->code[i];
    if (at->op == OP_CALL && at->function != NULL && (is_copying(at->function) || all_marks(at->function) != 0))
      return true;
    if (at->op == OP_STORE && (is_pointer_store(function, at) || is_address(function, at->b))) return true;
    if (at->op == OP_CAST && at->type->kind == TYPE_INTEGER && function->code[at->a].type->kind == TYPE_POINTER)
      return true;
  }
  return false;
}

// The member that a store counts down; null: none.
static const struct field *counted_down(const struct function *function, const struct instruction *at) {
  if (at->op != OP_STORE) return NULL;
  const struct instruction *to = ir_at(function, at->a), *what = ir_at(function, at->b);
  while (what != NULL && what->op == OP_CAST)
    what = ir_at(function, what->a);
  if (to == NULL || to->op != OP_FIELD || what == NULL || what->op != OP_BINARY) return NULL;
  return what->arithmetic == ARITHMETIC_SUBTRACT ? to->field : NULL;
}

static bool is_counted(const struct engine *engine, const struct field *field) {
  for (uint32_t i = 0; i < engine->cell->function_count; i++) {
    const struct function *function = engine->cell->functions[i];
    for (value_t k = 1; k < function->code_count; k++)
      if (counted_down(function, &function->code[k]) == field) return true;
  }
  return false;
}

// Whether it looks at a member of that type which the cell counts down somewhere.
static bool looks_at_count(const struct engine *engine, const struct function *function, const struct type *type,
                           int depth) {
  for (value_t i = 1; i < function->code_count && depth < 5; i++) {
    const struct instruction *at = &function->code[i];
    if (at->op == OP_FIELD && at->field->in != NULL && at->field->in->plain == type && is_counted(engine, at->field))
      return true;
    if (at->op == OP_CALL && at->function != NULL && is_known_by_body(at->function) &&
        looks_at_count(engine, at->function, type, depth + 1))
      return true;
  }
  return false;
}

bool counts_references(const struct engine *engine, const struct function *function) {
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    const struct variable *parameter = function->parameters[i];
    if ((parameter->marks & MARK_OWN) != 0 && parameter->type->kind == TYPE_POINTER &&
        looks_at_count(engine, function, parameter->type->to->plain, 0))
      return true;
  }
  return false;
}

bool matters(const struct engine *engine, const struct function *function) {
  const struct known *known = find(engine->matter, function);
  return known != NULL && (engine->owns ? known->owns : known->carries);
}

bool carries_only(const struct engine *engine, const struct function *function) {
  const struct known *known = find(engine->matter, function);
  return known != NULL && known->carries && !known->owns;
}

bool is_inlined(const struct engine *engine, const struct function *function) {
  const struct known *known = find(engine->matter, function);
  return known != NULL && known->is_inlined;
}

// ---- Uses ----

static void use(struct known *known, const uint32_t *blocks, value_t value, uint32_t block) {
  if (value == 0) return;
  known->is_used[value] = true;
  if (blocks[value] != block) known->is_used_elsewhere[value] = true;
}

static void find_uses(struct known *known) {
  const struct function *function = known->function;
  known->is_used = ir_whole(calloc(function->code_count + 1, sizeof(bool)));
  known->is_used_elsewhere = ir_whole(calloc(function->code_count + 1, sizeof(bool)));
  uint32_t *blocks = ir_whole(calloc(function->code_count + 1, sizeof *blocks));
  for (uint32_t b = 0; b < function->block_count; b++)
    for (value_t i = function->blocks[b].first; i < function->blocks[b].last; i++)
      blocks[i] = b;
  for (uint32_t b = 0; b < function->block_count; b++) {
    for (value_t i = function->blocks[b].first; i < function->blocks[b].last; i++) {
      const struct instruction *at = &function->code[i];
      bool is_dropped = at->op == OP_CAST && at->type->kind == TYPE_VOID;
      if (!is_dropped) use(known, blocks, at->a, b);
      use(known, blocks, at->b, b);
      for (uint32_t k = 0; k < at->argument_count; k++)
        use(known, blocks, at->arguments[k], b);
    }
    use(known, blocks, function->blocks[b].value, b);
  }
  free(blocks);
}

const struct known *known_of(struct engine *engine, const struct function *function) {
  struct known *known = find(engine->matter, function);
  if (known->flow != NULL) return known;
  known->flow = ir_whole(flow_new(function));
  find_uses(known);
  return known;
}

// Functions that are called, or whose address is taken, by another of the cell.
static void find_asked(struct matter *matter) {
  for (uint32_t i = 0; i < matter->count; i++) {
    const struct function *function = matter->known[i].function;
    for (value_t k = 1; k < function->code_count; k++) {
      const struct instruction *at = &function->code[k];
      if ((at->op != OP_CALL && at->op != OP_FUNCTION) || at->function == NULL || at->function == function) continue;
      struct known *known = find(matter, at->function);
      if (known != NULL) known->is_asked = true;
    }
  }
}

// What others can call, or nobody of this cell does, has to be right by its marks: there is no caller here that could be asked.
static void find_inlined(struct matter *matter) {
  find_asked(matter);
  for (uint32_t i = 0; i < matter->count; i++) {
    struct known *known = &matter->known[i];
    const struct function *function = known->function;
    known->is_inlined =
        is_known_by_body(function) && (function->is_static || (known->is_asked && !function->is_public));
  }
}

struct matter *matter_find(const struct cell *cell) {
  struct matter *matter = ir_whole(calloc(1, sizeof *matter));
  matter->known = ir_whole(calloc(cell->function_count + 1, sizeof *matter->known));
  matter->count = cell->function_count;
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    matter->known[i] = (struct known){.function = function};
    matter->known[i].owns = function->block_count > 0 && owns(function);
    matter->known[i].carries = function->block_count > 0 && carries(function);
  }
  qsort(matter->known, matter->count, sizeof *matter->known, by_function);
  find_inlined(matter);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < matter->count; i++) {
      struct known *known = &matter->known[i];
      for (value_t k = 1; k < known->function->code_count && !(known->owns && known->carries); k++) {
        const struct instruction *at = &known->function->code[k];
        const struct known *called = at->op == OP_CALL && at->function != NULL ? find(matter, at->function) : NULL;
        if (called == NULL || !called->is_inlined) continue;
        changed |= (called->owns && !known->owns) || (called->carries && !known->carries);
        known->owns |= called->owns;
        known->carries |= called->carries;
      }
    }
  }
  return matter;
}

void matter_delete(struct matter *matter) {
  for (uint32_t i = 0; i < matter->count; i++) {
    flow_delete(matter->known[i].flow);
    free(matter->known[i].is_used);
    free(matter->known[i].is_used_elsewhere);
  }
  free(matter->known);
  free(matter);
}
