// SPDX-License-Identifier: Apache-2.0
// Calls: what a callee answers and stores, seen by its caller. Of functions of other cells the declaration tells.
#include <string.h>

#include "tools/cellcheck/rules/reach/inside.h"

static bool is_one_of(const char *name, const char *const *names) {
  for (; *names != NULL; names++)
    if (strcmp(name, *names) == 0) return true;
  return false;
}

static const char *without_prefix(const char *name) {
  return strncmp(name, "__builtin_", 10) == 0 ? name + 10 : name;
}

bool reach_copies(const struct function *callee) {
  static const char *const copies[] = {"memcpy", "memmove", "memcpy_inline", NULL};
  return is_one_of(without_prefix(callee->name), copies);
}

static bool answers_argument(const struct function *callee) {
  static const char *const same[] = {"expect", "assume_aligned", "launder", NULL};
  return strncmp(callee->name, "__builtin_", 10) == 0 && is_one_of(callee->name + 10, same);
}

// Atomic operations of the compiler whose first argument is only read.
static bool only_reads(const struct function *callee) {
  static const char *const reads[] = {"__atomic_load_n", "__atomic_load", "__c11_atomic_load", "__atomic_is_lock_free",
                                      NULL};
  return is_one_of(callee->name, reads);
}

static const struct origins *argument_of(const struct summary *summary, const struct instruction *call, uint32_t i) {
  return i < call->argument_count ? summary->values[call->arguments[i]] : NULL;
}

bool reach_writes_argument(const struct function *callee, const struct instruction *call, uint32_t argument) {
  if (strncmp(callee->name, "__atomic_", 9) == 0 || strncmp(callee->name, "__sync_", 7) == 0)
    return argument == 0 && !only_reads(callee);
  if (strncmp(callee->name, "__builtin_", 10) == 0 && (callee->type->parameters == NULL || reach_copies(callee)))
    return argument == 0 && reach_copies(callee);
  if (callee->type->kind != TYPE_FUNCTION || argument >= callee->type->parameter_count) return false;
  const struct type *type = callee->type->parameters[argument];
  (void)call;
  return type->kind == TYPE_POINTER && type->to->kind != TYPE_FUNCTION && !type->to->is_const;
}

static const struct instruction *uncast(const struct function *function, value_t value) {
  const struct instruction *in = ir_at(function, value);
  while (in != NULL && in->op == OP_CAST)
    in = ir_at(function, in->a);
  return in;
}

enum kind reach_pointer_kind(const struct function *function, const struct instruction *call) {
  const struct instruction *in = uncast(function, call->a);
  const struct instruction *from = in != NULL && in->op == OP_LOAD ? uncast(function, in->a) : NULL;
  if (from == NULL) return KIND_NONE;
  if (from->op == OP_FIELD) return from->field->kind;
  return from->op == OP_ADDRESS ? from->variable->kind : KIND_NONE;
}

uint32_t reach_callees(const struct reach *reach, const struct summary *summary, const struct instruction *call,
                       const struct function *callees[REACH_CALLEES_MOST], bool *all) {
  (void)reach;
  *all = true;
  if (call->function != NULL) {
    callees[0] = call->function;
    return 1;
  }
  uint32_t count = 0;
  const struct origins *targets = summary->values[call->a];
  *all = targets != NULL;
  for (uint32_t i = 0; targets != NULL && i < targets->count; i++) {
    if (targets->of[i]->kind == ORIGIN_FUNCTION && count < REACH_CALLEES_MOST)
      callees[count++] = targets->of[i]->function;
    else
      *all = false;
  }
  return count;
}

static const struct origins *moved_to(struct reach *reach, const struct origins *set, int64_t by) {
  const struct origins *result = NULL;
  for (uint32_t i = 0; set != NULL && i < set->count; i++)
    result = set_union(&reach->sets, result, set_of(&reach->sets, *origin_moved(reach, set->of[i], by)));
  return result;
}

// Whatever pointers lead to from there, over some of them.
static const struct origins *all_behind(struct reach *reach, const struct summary *summary, const struct origins *at) {
  const struct origins *result = NULL;
  for (;;) {  // sets are bounded
    const struct origins *next = reach_loaded(reach, summary, at, true), *both = set_union(&reach->sets, result, next);
    if (both == result) return result;
    result = both;
    at = next;
  }
}

const struct origins *reach_mapped(struct reach *reach, const struct summary *summary, const struct instruction *call,
                                   const struct origin *origin) {
  struct sets *sets = &reach->sets;
  switch (origin->kind) {
  case ORIGIN_LOCAL: return NULL;  // it is gone when the callee has returned
  case ORIGIN_PARAMETER:
    if (origin->number >= call->argument_count) return sets->unknown;
    return moved_to(reach, argument_of(summary, call, origin->number), origin->offset);
  case ORIGIN_BEHIND: {
    if (origin->number >= call->argument_count) return sets->unknown;
    const struct origins *at = argument_of(summary, call, origin->number), *result = NULL;
    const struct instruction *argument = ir_at(summary->function, call->arguments[origin->number]);
    bool is_record = argument != NULL && (argument->type->kind == TYPE_STRUCT || argument->type->kind == TYPE_UNION);
    if (is_record) {
      if (argument->op != OP_LOAD) return at;
      at = summary->values[argument->a];
      if (origin->offset == REACH_ANYWHERE) return reach_loaded(reach, summary, at, true);
    }
    if (origin->offset == REACH_ANYWHERE) return all_behind(reach, summary, at);
    for (uint32_t i = 0; at != NULL && i < at->count; i++)
      result = set_union(sets, result,
                         origins_loaded(reach, summary, origin_moved(reach, at->of[i], origin->offset), false));
    return result;
  }
  default: return set_of(sets, *origin);
  }
}

const struct origins *reach_all_mapped(struct reach *reach, const struct summary *summary,
                                       const struct instruction *call, const struct origins *origins) {
  const struct origins *result = NULL;
  for (uint32_t i = 0; origins != NULL && i < origins->count; i++)
    result = set_union(&reach->sets, result, reach_mapped(reach, summary, call, origins->of[i]));
  return result;
}

static bool may_point(const struct type *type) {
  return type->kind != TYPE_VOID && type->kind != TYPE_BOOL && type->kind != TYPE_FLOAT && type->kind != TYPE_ENUM;
}

static bool is_pointer(const struct summary *summary, value_t value) {
  const struct instruction *in = ir_at(summary->function, value);
  return in != NULL && in->type->kind == TYPE_POINTER;
}

// A function of which only the declaration is known. Plain code without a kind may answer what it was given, as strchr does.
static const struct origins *outside_value(struct reach *reach, const struct summary *summary,
                                           const struct function *callee, const struct instruction *call) {
  const struct origins *result = NULL;
  if (callee != NULL && answers_argument(callee)) return argument_of(summary, call, 0);
  if (callee != NULL && only_reads(callee)) {
    const struct origins *at = argument_of(summary, call, 0);
    for (uint32_t i = 0; at != NULL && i < at->count; i++)
      result = set_union(&reach->sets, result, origins_loaded(reach, summary, at->of[i], false));
    return result;
  }
  if (call->type->kind == TYPE_POINTER || call->type->kind == TYPE_STRUCT || call->type->kind == TYPE_UNION)
    result = set_of(&reach->sets, (struct origin){.kind = ORIGIN_CALL, .instruction = call});
  if (callee == NULL || callee->kind != KIND_NONE || call->type->kind != TYPE_POINTER) return result;
  if (reach_copies(callee)) return argument_of(summary, call, 0);
  for (uint32_t i = 0; i < call->argument_count; i++)
    if (is_pointer(summary, call->arguments[i]))
      result = set_union(&reach->sets, result, argument_of(summary, call, i));
  return result;
}

const struct origins *reach_call_value(struct reach *reach, struct summary *summary, const struct instruction *call) {
  if (!may_point(call->type)) return NULL;
  const struct function *callees[REACH_CALLEES_MOST];
  bool all;
  uint32_t count = reach_callees(reach, summary, call, callees, &all);
  const struct origins *result = all ? NULL : outside_value(reach, summary, NULL, call);
  for (uint32_t i = 0; i < count; i++) {
    const struct summary *known = reach_find(reach, callees[i]);
    const struct origins *value = known != NULL ? reach_all_mapped(reach, summary, call, known->returns)
                                                : outside_value(reach, summary, callees[i], call);
    result = set_union(&reach->sets, result, value);
  }
  return result;
}

// A struct that a call answers goes there.
bool reach_call_record(struct reach *reach, struct summary *summary, const struct origins *to,
                       const struct instruction *call) {
  const struct function *callees[REACH_CALLEES_MOST];
  bool all, is_new = false;
  uint32_t count = reach_callees(reach, summary, call, callees, &all);
  for (uint32_t i = 0; i < count; i++) {
    const struct summary *known = reach_find(reach, callees[i]);
    all &= known != NULL;
    for (const struct content *content = known != NULL ? known->returned : NULL; content != NULL;
         content = content->next)
      is_new |= reach_store(reach, summary, moved_to(reach, to, content->offset),
                            reach_all_mapped(reach, summary, call, content->value));
  }
  if (all) return is_new;
  const struct origins *answer = set_of(&reach->sets, (struct origin){.kind = ORIGIN_CALL, .instruction = call});
  return reach_store(reach, summary, moved_to(reach, to, REACH_ANYWHERE), answer) || is_new;
}

static bool outside_stores(struct reach *reach, struct summary *summary, const struct function *callee,
                           const struct instruction *call) {
  if (reach_copies(callee) && call->argument_count > 1) {
    const struct instruction *size = call->argument_count > 2 ? ir_at(summary->function, call->arguments[2]) : NULL;
    uint64_t bytes = size != NULL && size->op == OP_CONST ? (uint64_t)size->number : REACH_OFFSET_MOST;
    return reach_copy(reach, summary, argument_of(summary, call, 0), argument_of(summary, call, 1), bytes);
  }
  bool is_new = false, is_atomic = strncmp(callee->name, "__atomic_", 9) == 0;
  const struct origins *answer = set_of(&reach->sets, (struct origin){.kind = ORIGIN_CALL, .instruction = call});
  for (uint32_t i = 0; i < call->argument_count; i++) {
    if (!reach_writes_argument(callee, call, i)) continue;
    const struct origins *to = argument_of(summary, call, i);
    if (is_atomic) {
      is_new |= reach_store(reach, summary, to, argument_of(summary, call, 1));
      continue;
    }
    const struct type *type = callee->type->parameters[i]->to;
    if (type->kind == TYPE_POINTER) is_new |= reach_store(reach, summary, to, answer);
    if (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION)
      is_new |= reach_store(reach, summary, moved_to(reach, to, REACH_ANYWHERE), answer);
  }
  return is_new;
}

bool reach_call_stores(struct reach *reach, struct summary *summary, const struct instruction *call) {
  const struct function *callees[REACH_CALLEES_MOST];
  bool all, is_new = false;
  uint32_t count = reach_callees(reach, summary, call, callees, &all);
  for (uint32_t i = 0; i < count; i++) {
    const struct summary *known = reach_find(reach, callees[i]);
    if (known == NULL) {
      is_new |= outside_stores(reach, summary, callees[i], call);
      continue;
    }
    for (uint32_t j = 0; j < known->effect_count; j++) {
      const struct effect *effect = known->effects[j];
      if (effect->kind != EFFECT_STORE) continue;
      if (effect->target->kind != ORIGIN_PARAMETER && effect->target->kind != ORIGIN_BEHIND) continue;
      const struct origins *to = reach_mapped(reach, summary, call, effect->target);
      is_new |= reach_store(reach, summary, to, reach_all_mapped(reach, summary, call, effect->value));
    }
  }
  return is_new;
}
