// SPDX-License-Identifier: Apache-2.0
// The effects of one function: its own, and those of the functions that are part of it, with their targets as it sees them.
#include <stdlib.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/reach/inside.h"

struct collection {
  struct reach *reach;
  struct summary *summary;
  uint32_t before;  // effects of the last round
  bool is_new;
};

static bool is_same(const struct effect *a, const struct effect *b) {
  return a->kind == b->kind && effect_leaf(a)->in == effect_leaf(b)->in && effect_leaf(a)->at == effect_leaf(b)->at &&
         a->target == b->target && a->field == b->field && a->argument == b->argument && a->callee == b->callee;
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 31;
}

static uint32_t hash_of(const struct effect *effect) {
  const struct effect *leaf = effect_leaf(effect);
  uint64_t hash = mix(effect->kind | (uint64_t)effect->argument << 32, leaf->at);
  hash = mix(mix(hash, (uintptr_t)leaf->in), (uintptr_t)effect->target);
  return (uint32_t)mix(mix(hash, (uintptr_t)effect->field), (uintptr_t)effect->callee);
}

// Where an effect is, or would be, among the slots.
static uint32_t *slot_of(const struct summary *summary, const struct effect *effect) {
  uint32_t at = hash_of(effect) & (summary->effect_slot_room - 1);
  while (summary->effect_slots[at] != 0 && !is_same(summary->effects[summary->effect_slots[at] - 1], effect))
    at = (at + 1) & (summary->effect_slot_room - 1);
  return &summary->effect_slots[at];
}

static void grow(struct summary *summary) {
  summary->effect_room = summary->effect_room == 0 ? 16 : summary->effect_room * 2;
  summary->effects = ir_grow(summary->effects, summary->effect_room * sizeof *summary->effects);
  summary->effect_slot_room = summary->effect_room * 2;
  free(summary->effect_slots);
  summary->effect_slots = ir_whole(calloc(summary->effect_slot_room, sizeof *summary->effect_slots));
  for (uint32_t i = 0; i < summary->effect_count; i++)
    *slot_of(summary, summary->effects[i]) = i + 1;
}

// One effect for each instruction at the leaf and each target; of several ways to it the first stays.
static void add(struct collection *to, const struct effect *effect) {
  struct summary *summary = to->summary;
  if (summary->effect_count == summary->effect_room) grow(summary);
  uint32_t *slot = slot_of(summary, effect);
  if (*slot != 0) {
    struct effect *known = summary->effects[*slot - 1];
    const struct origins *both = set_union(&to->reach->sets, known->value, effect->value);
    to->is_new |= both != known->value;
    known->value = both;
    return;
  }
  if (summary->effect_count == REACH_EFFECTS_MOST) {
    summary->is_full = true;
    return;
  }
  struct effect *kept = arena_take(&to->reach->arena, sizeof *kept);
  *kept = *effect;
  summary->effects[summary->effect_count++] = kept;
  *slot = summary->effect_count;
  to->is_new = true;
}

static void add_stores(struct collection *to, struct effect effect, const struct origins *targets) {
  for (uint32_t i = 0; targets != NULL && i < targets->count; i++) {
    if (targets->of[i]->kind == ORIGIN_LOCAL) continue;  // its own
    effect.target = targets->of[i];
    add(to, &effect);
  }
}

static const struct origins *value_stored(struct collection *to, const struct instruction *in) {
  const struct summary *summary = to->summary;
  return in->b != 0 ? summary->values[in->b] : NULL;
}

// What an argument takes along: itself, and what lies in the object of ours that it points to.
static const struct origins *carried(struct collection *to, const struct origins *argument) {
  const struct origins *all = argument;
  for (uint32_t i = 0; argument != NULL && i < argument->count; i++) {
    const struct origin *at = argument->of[i];
    if (at->kind == ORIGIN_LOCAL || at->kind == ORIGIN_CONSTANT)
      all = set_union(&to->reach->sets, all, origins_loaded(to->reach, to->summary, at, true));
  }
  return all;
}

static void add_outside(struct collection *to, value_t at, const struct function *callee) {
  const struct summary *summary = to->summary;
  const struct instruction *call = &summary->function->code[at];
  struct effect effect = {.kind = EFFECT_CALL, .in = summary->function, .at = at, .callee = callee};
  effect.callee_kind = callee != NULL ? callee->kind : KIND_NONE;
  add(to, &effect);
  for (uint32_t i = 0; i < call->argument_count; i++) {
    effect.kind = EFFECT_PASS;
    effect.argument = i;
    effect.value = carried(to, summary->values[call->arguments[i]]);
    if (effect.value != NULL) add(to, &effect);
    // ATOMIC and STEPS functions store in transactions; what RAW ones do is their own affair.
    bool stores = callee != NULL && (callee->kind == KIND_NONE || callee->kind == KIND_READ);
    if (!stores || !reach_writes_argument(callee, call, i)) continue;
    effect.kind = EFFECT_STORE;
    effect.value = reach_copies(callee) && call->argument_count > 1
                       ? reach_loaded(to->reach, summary, summary->values[call->arguments[1]], true)
                       : NULL;
    effect.argument = 0;
    add_stores(to, effect, summary->values[call->arguments[i]]);
  }
}

// What remains of a function with a kind of its own: what it stores through its parameters, and what it does with values that its caller gives.
static bool concerns_caller(const struct function *callee, const struct effect *effect) {
  if (reach_is_part(callee)) return true;
  if (effect->kind == EFFECT_CALL) return false;
  if (effect->kind != EFFECT_STORE) return true;
  return effect->target->kind == ORIGIN_PARAMETER || effect->target->kind == ORIGIN_BEHIND || effect->value != NULL;
}

static bool stores_in_transaction(enum kind kind) {
  return kind == KIND_ATOMIC || kind == KIND_STEPS || kind == KIND_RAW;
}

static void add_inside(struct collection *to, value_t at, const struct summary *callee) {
  struct summary *summary = to->summary;
  summary->is_full |= callee->is_full && reach_is_part(callee->function);
  const struct instruction *call = &summary->function->code[at];
  if (!reach_is_part(callee->function)) {
    struct effect effect = {.kind = EFFECT_CALL, .in = summary->function, .at = at, .callee = callee->function};
    effect.callee_kind = callee->function->kind;
    add(to, &effect);
  }
  for (uint32_t i = 0; i < callee->effect_count; i++) {
    const struct effect *inner = callee->effects[i];
    if (!concerns_caller(callee->function, inner)) continue;
    struct effect effect = *inner;
    effect.in = summary->function;
    effect.at = at;
    effect.inner = inner;
    effect.leaf = effect_leaf(inner);
    effect.value = reach_all_mapped(to->reach, summary, call, inner->value);
    effect.in_transaction |= stores_in_transaction(callee->function->kind);
    if (!reach_is_part(callee->function) && effect.value == inner->value && inner->kind != EFFECT_STORE &&
        inner->kind != EFFECT_CALL)
      continue;
    if (inner->kind == EFFECT_STORE) {
      bool is_theirs = inner->target->kind != ORIGIN_PARAMETER && inner->target->kind != ORIGIN_BEHIND;
      if (!reach_is_part(callee->function) && is_theirs && effect.value == inner->value) continue;
      add_stores(to, effect, reach_mapped(to->reach, summary, call, inner->target));
    } else if (inner->kind == EFFECT_CALL || effect.value != NULL) {
      add(to, &effect);
    }
  }
}

static void add_call(struct collection *to, value_t at) {
  const struct instruction *call = &to->summary->function->code[at];
  const struct function *callees[REACH_CALLEES_MOST];
  bool all;
  uint32_t count = reach_callees(to->reach, to->summary, call, callees, &all);
  if (!all || count == 0) add_outside(to, at, NULL);
  for (uint32_t i = 0; i < count; i++) {
    const struct summary *known = reach_find(to->reach, callees[i]);
    if (known != NULL)
      add_inside(to, at, known);
    else
      add_outside(to, at, callees[i]);
  }
}

// Pointers among the operands of inline assembly are written to.
static void add_assembly(struct collection *to, value_t at) {
  const struct instruction *in = &to->summary->function->code[at];
  struct effect effect = {.kind = EFFECT_STORE, .in = to->summary->function, .at = at};
  for (uint32_t i = 0; i < in->argument_count; i++)
    if (in->arguments[i] != 0 && to->summary->function->code[in->arguments[i]].type->kind == TYPE_POINTER)
      add_stores(to, effect, to->summary->values[in->arguments[i]]);
}

static bool is_shared(const struct origin *origin) {
  return origin->kind == ORIGIN_STATE || origin->kind == ORIGIN_REACHED || origin->kind == ORIGIN_CALL;
}

static const struct instruction *uncast(const struct function *function, value_t value) {
  const struct instruction *in = ir_at(function, value);
  while (in != NULL && in->op == OP_CAST)
    in = ir_at(function, in->a);
  return in;
}

static void add_index(struct collection *to, value_t at) {
  const struct summary *summary = to->summary;
  const struct instruction *in = &summary->function->code[at];
  const struct instruction *by = uncast(summary->function, in->b);
  bool is_wrapped = by != NULL && by->op == OP_BINARY && by->arithmetic == ARITHMETIC_REMAINDER;
  value_t index = is_wrapped ? by->a : in->b;  // a number that is made to fit
  const struct origins *table = summary->values[in->a], *number = index != 0 ? summary->values[index] : NULL;
  struct effect effect = {.kind = EFFECT_INDEX, .in = summary->function, .at = at, .value = number};
  for (uint32_t i = 0; number != NULL && table != NULL && i < table->count; i++) {
    if (!is_shared(table->of[i])) continue;
    effect.target = table->of[i];
    add(to, &effect);
  }
}

static void add_comparison(struct collection *to, value_t at, value_t held, value_t against) {
  const struct summary *summary = to->summary;
  const struct instruction *in = uncast(summary->function, against);
  const struct instruction *from = in != NULL && in->op == OP_LOAD ? ir_at(summary->function, in->a) : NULL;
  const struct origins *where = from != NULL && from->op == OP_FIELD ? summary->values[in->a] : NULL;
  bool shared = false;
  for (uint32_t i = 0; where != NULL && i < where->count; i++)
    shared |= is_shared(where->of[i]);
  struct effect effect = {.kind = EFFECT_COMPARE, .in = summary->function, .at = at, .value = summary->values[held]};
  if (!shared || effect.value == NULL) return;
  effect.field = from->field;
  add(to, &effect);
}

// A struct that is returned, member by member.
static bool collect_returned(struct collection *to, value_t value) {
  struct summary *summary = to->summary;
  const struct instruction *in = ir_at(summary->function, value);
  if (in == NULL || in->op != OP_LOAD || (in->type->kind != TYPE_STRUCT && in->type->kind != TYPE_UNION)) return false;
  const struct origins *from = summary->values[in->a];
  bool is_new = false;
  for (uint32_t i = 0; from != NULL && i < from->count; i++) {
    const struct origin *at = from->of[i];
    if (at->kind != ORIGIN_LOCAL || at->variable->storage == STORAGE_PARAMETER) {
      is_new |= content_add(&to->reach->sets, &summary->returned, REACH_ANYWHERE,
                            origins_loaded(to->reach, summary, at, true));
      continue;
    }
    for (const struct content *content = reach_local(summary, at->variable)->of; content != NULL;
         content = content->next) {
      bool is_known =
          content->offset != REACH_ANYWHERE && at->offset != REACH_ANYWHERE && content->offset >= at->offset;
      is_new |= content_add(&to->reach->sets, &summary->returned,
                            is_known ? content->offset - at->offset : REACH_ANYWHERE, content->value);
    }
  }
  return is_new;
}

bool reach_collect(struct reach *reach, struct summary *summary) {
  struct collection to = {.reach = reach, .summary = summary};
  const struct function *function = summary->function;
  for (value_t at = 1; at < function->code_count; at++) {
    const struct instruction *in = &function->code[at];
    struct effect effect = {.kind = EFFECT_STORE, .in = function, .at = at};
    if (in->op == OP_STORE) {
      effect.value = value_stored(&to, in);
      add_stores(&to, effect, summary->values[in->a]);
    } else if (in->op == OP_ZERO) {
      add_stores(&to, effect, summary->values[in->a]);
    } else if (in->op == OP_CALL) {
      add_call(&to, at);
    } else if (in->op == OP_ELEMENT) {
      add_index(&to, at);
    } else if (in->op == OP_BINARY && (in->arithmetic == ARITHMETIC_EQUAL || in->arithmetic == ARITHMETIC_UNEQUAL)) {
      add_comparison(&to, at, in->a, in->b);
      add_comparison(&to, at, in->b, in->a);
    } else if (in->op == OP_ASM) {
      add_assembly(&to, at);
    }
  }
  const struct origins *returns = summary->returns;
  for (uint32_t i = 0; i < function->block_count; i++)
    if (function->blocks[i].end == END_RETURN && function->blocks[i].value != 0)
      returns = set_union(&reach->sets, returns, summary->values[function->blocks[i].value]);
  for (uint32_t i = 0; i < function->block_count; i++)
    if (function->blocks[i].end == END_RETURN) to.is_new |= collect_returned(&to, function->blocks[i].value);
  to.is_new |= returns != summary->returns;
  summary->returns = returns;
  return to.is_new;
}
