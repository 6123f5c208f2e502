// SPDX-License-Identifier: Apache-2.0
// Which lock an address is.
#include <stdio.h>

#include "tools/cellcheck/rules/locks/inside.h"

static bool is_same(const struct lock_class *a, const struct lock_class *b) {
  return a->kind == b->kind && a->number == b->number && a->offset == b->offset && a->variable == b->variable &&
         a->field == b->field;
}

static uint32_t number_of(struct classes *classes, const struct lock_class *lock) {
  for (uint32_t i = 0; i < classes->count; i++)
    if (is_same(&classes->of[i], lock)) return i;
  if (classes->count == CLASSES_MOST) return CLASSES_MOST;
  classes->of[classes->count] = *lock;
  return classes->count++;
}

uint32_t class_of(struct classes *classes, const struct summary *summary, value_t address, int64_t offset) {
  const struct origins *origins = reach_value(summary, address);
  const struct origin *only = origins != NULL && origins->count == 1 ? origins->of[0] : NULL;
  struct lock_class lock = {.kind = CLASS_OTHER};
  const struct instruction *in = ir_at(summary->function, address);
  while (in != NULL && in->op == OP_CAST)
    in = ir_at(summary->function, in->a);
  if (only != NULL && only->kind == ORIGIN_STATE)
    lock = (struct lock_class){.kind = CLASS_STATE, .variable = only->variable, .offset = only->offset + offset};
  else if (only != NULL && only->kind == ORIGIN_PARAMETER && reach_is_part(summary->function))
    lock = (struct lock_class){.kind = CLASS_PARAMETER, .number = only->number, .offset = only->offset + offset};
  else if (in != NULL && in->op == OP_FIELD && offset == 0)
    lock = (struct lock_class){.kind = CLASS_FIELD, .field = in->field};
  return number_of(classes, &lock);
}

uint32_t class_mapped(struct classes *classes, uint32_t number, const struct summary *summary,
                      const struct instruction *call) {
  if (number >= classes->count || classes->of[number].kind != CLASS_PARAMETER) return number;
  struct lock_class lock = classes->of[number];
  if (lock.number < call->argument_count) return class_of(classes, summary, call->arguments[lock.number], lock.offset);
  return number_of(classes, &(struct lock_class){.kind = CLASS_OTHER});
}

static const char *field_at(const struct type *type, int64_t offset) {
  while (type->kind == TYPE_ARRAY)
    type = type->to;
  for (uint32_t i = 0; i < type->field_count; i++)
    if ((int64_t)type->fields[i].offset_bits == offset * 8) return type->fields[i].name;
  return "";
}

void class_name(const struct classes *classes, uint32_t number, char *text, size_t size) {
  const struct lock_class *lock = &classes->of[number];
  switch (lock->kind) {
  case CLASS_STATE: {
    const char *field = field_at(lock->variable->type, lock->offset);
    snprintf(text, size, "'%s%s%s'", lock->variable->name, field[0] != 0 ? "." : "", field);
    return;
  }
  case CLASS_FIELD: snprintf(text, size, "'%s' of a struct %s", lock->field->name, lock->field->in->tag); return;
  case CLASS_PARAMETER:
  case CLASS_OTHER: snprintf(text, size, "a lock"); return;
  }
}
