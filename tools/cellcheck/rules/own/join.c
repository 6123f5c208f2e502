// SPDX-License-Identifier: Apache-2.0
// Joining states: what both say stays; where they disagree about who owns, nothing is said any more.
#include <string.h>

#include "tools/cellcheck/rules/own/engine.h"

static bool is_same_value(const struct value *a, const struct value *b) {
  return a->kind == b->kind && a->exactness == b->exactness && a->how == b->how && a->root == b->root &&
         a->number == b->number;
}

static bool means_null(const struct fact *fact) {
  return fact->holding == HOLDING_NOTHING && fact->low == 0 && fact->high == 0;
}

static enum holding join_holding(const struct fact *a, const struct fact *b) {
  if (a->holding == b->holding) return a->holding;
  if (means_null(a)) return b->holding;
  if (means_null(b)) return a->holding;
  return HOLDING_MAY;
}

static void join_fact(struct fact *into, const struct fact *from) {
  into->holding = join_holding(into, from);
  into->is_not_zero = into->is_not_zero && from->is_not_zero;
  into->is_zeroed = into->is_zeroed && from->is_zeroed;
  into->is_touched = into->is_touched || from->is_touched;
  if (from->low < into->low) into->low = from->low;
  if (from->high > into->high) into->high = from->high;
  if (into->made == 0) into->made = from->made;
  if (into->gone == 0) into->gone = from->gone;
}

// One that only one state knows: what a root may be that the other never made, or nothing is known of what was there before.
static void join_facts(struct engine *engine, struct state *into, const struct state *from) {
  for (uint32_t i = 0; i < from->fact_count; i++) {
    const struct fact *other = &from->facts[i];
    bool is_made = root_at(engine, other->root)->kind == ROOT_MADE;
    if (state_known(into, other->root) != NULL) {
      join_fact(state_fact(engine, into, other->root), other);
    } else {
      struct fact *fact = state_fact(engine, into, other->root);
      if (is_made && state_holders(into, other->root) == 0)
        *fact = *other;
      else
        join_fact(fact, other);
    }
  }
  for (uint32_t i = 0; i < into->fact_count; i++) {
    struct fact *fact = &into->facts[i];
    enum root_kind kind = root_at(engine, fact->root)->kind;
    if (state_known(from, fact->root) != NULL) continue;
    if ((kind == ROOT_MADE || kind == ROOT_MERGED) && state_holders(from, fact->root) == 0) continue;
    struct fact unknown = {.root = fact->root, .low = INT64_MIN, .high = INT64_MAX};
    if (root_at(engine, fact->root)->is_held) unknown.holding = HOLDING_HELD;
    join_fact(fact, &unknown);
  }
}

// What is known of a value: its range, and that it is not 0.
static struct fact range_of(const struct engine *engine, const struct state *state, const struct value *value) {
  struct fact range = {.low = INT64_MIN, .high = INT64_MAX};
  if (value == NULL) return range;
  if (value->kind == VALUE_NUMBER) {
    range.low = range.high = value->number;
    range.is_not_zero = value->number != 0;
  } else if (value->kind == VALUE_CONDITION) {
    range.low = 0;
    range.high = 1;
  } else if (value->kind == VALUE_POINT && !root_is_symbol(engine, value->root)) {
    range.is_not_zero = true;
  } else if (value->kind == VALUE_POINT && value->exactness == EXACT && value->number == 0 && value->field == NULL) {
    const struct fact *fact = state_known(state, value->root);
    if (fact == NULL) return range;
    range.low = fact->low;
    range.high = fact->high;
    range.is_not_zero = fact->is_not_zero || fact->low > 0 || fact->high < 0;
  }
  return range;
}

// One of two values; what is known of both is known of it.
static struct value merged(struct engine *engine, struct state *into, const void *block, const struct binding *at,
                           const struct fact *a, const struct fact *b) {
  uint32_t root = root_merged(engine, block, at->root, at->offset);
  content_forget_below(engine, into, root);
  struct fact *fact = state_fact(engine, into, root);
  *fact = (struct fact){.root = root,
                        .low = a->low < b->low ? a->low : b->low,
                        .high = a->high > b->high ? a->high : b->high,
                        .is_not_zero = a->is_not_zero && b->is_not_zero};
  return value_of_root(root);
}

// How much it matters that a value may be this one: the address of a local before a constant's, and that before a borrow.
static int weight(const struct engine *engine, uint32_t number) {
  if (number == NO_ROOT) return 0;
  const struct root *root = root_at(engine, number);
  if (root->kind == ROOT_VARIABLE && root_is_local(engine, number)) return 3;
  return root_is_constant(engine, number) ? 2 : root->borrowed != NULL ? 1 : 0;
}

// What must not be kept or released stays known, if it is on one of the ways only.
static bool remember(struct engine *engine, uint32_t number, const struct value *value) {
  if (value->kind != VALUE_POINT || value->root == number) return false;
  const struct root *root = root_at(engine, value->root);
  uint32_t of = root->kind == ROOT_MERGED ? root->of : value->root;
  if (weight(engine, of) == 0) return false;
  if (weight(engine, of) >= weight(engine, root_at(engine, number)->of)) root_at(engine, number)->of = of;
  return true;
}

// Two addresses in one thing: which of them is forgotten, and not what they are in. INSIDE is behind the begin on both ways.
static bool join_points(const struct value *a, const struct value *b, struct value *joined) {
  if (a->kind != VALUE_POINT || b->kind != VALUE_POINT || a->root != b->root) return false;
  bool is_behind = (a->exactness == INSIDE || (a->exactness == EXACT && a->number > 0)) &&
                   (b->exactness == INSIDE || (b->exactness == EXACT && b->number > 0));
  *joined = value_point(a->root, 0, is_behind ? INSIDE : SOMEWHERE, a->field == b->field ? a->field : NULL);
  return true;
}

static void join_bindings(struct engine *engine, struct state *into, const struct state *from, const void *block) {
  for (uint32_t i = 0; i < into->binding_count; i++) {
    struct binding *at = &into->bindings[i];
    const struct binding *other = state_find(from, at->root, at->offset);
    if (other == NULL || !is_same_value(&at->value, &other->value)) {
      if (other != NULL && join_points(&at->value, &other->value, &at->value)) continue;
      struct fact here = range_of(engine, into, &at->value);
      struct fact there = range_of(engine, from, other != NULL ? &other->value : NULL);
      struct value value = merged(engine, into, block, at, &here, &there);
      bool is_first = remember(engine, value.root, &into->bindings[i].value);
      if (other != NULL && remember(engine, value.root, &other->value) && !is_first)
        into->bindings[i].event = other->event;
      into->bindings[i].value = value;
    }
  }
  for (uint32_t i = 0; i < from->binding_count; i++) {
    const struct binding *other = &from->bindings[i];
    if (state_find(into, other->root, other->offset) != NULL) continue;
    struct fact here = range_of(engine, into, NULL), there = range_of(engine, from, &other->value);
    struct value value = merged(engine, into, block, other, &here, &there);
    (void)remember(engine, value.root, &other->value);
    state_bind(into, other->root, other->offset, value, other->field);
    state_find(into, other->root, other->offset)->event = other->event;
  }
}

bool state_join(struct engine *engine, struct state *into, const struct state *from, const void *block) {
  uint64_t before = state_hash(into);
  join_bindings(engine, into, from, block);  // first: it asks for the facts of each side
  join_facts(engine, into, from);
  for (uint32_t i = 0; i < into->fact_count; i++) {
    struct fact *fact = &into->facts[i];
    if (fact->holding == HOLDING_MUST && state_holders(into, fact->root) == 0) fact->holding = HOLDING_MAY;
  }
  state_tidy(engine, into);
  return state_hash(into) != before;
}
