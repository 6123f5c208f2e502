// SPDX-License-Identifier: Apache-2.0
// States: sorted arrays of what lies where and of what is known.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

struct state *state_copy(const struct state *from) {
  struct state *state = ir_whole(calloc(1, sizeof *state));
  if (from == NULL) return state;
  state->event = from->event;
  state->binding_count = from->binding_count;
  state->fact_count = from->fact_count;
  state->binding_space = from->binding_count + 8;
  state->fact_space = from->fact_count + 8;
  state->bindings = ir_whole(malloc(state->binding_space * sizeof *state->bindings));
  state->facts = ir_whole(malloc(state->fact_space * sizeof *state->facts));
  if (from->binding_count > 0) memcpy(state->bindings, from->bindings, from->binding_count * sizeof *state->bindings);
  if (from->fact_count > 0) memcpy(state->facts, from->facts, from->fact_count * sizeof *state->facts);
  return state;
}

void state_delete(struct state *state) {
  if (state == NULL) return;
  free(state->bindings);
  free(state->facts);
  free(state);
}

uint32_t state_first(const struct state *state, uint32_t root, int64_t offset) {
  uint32_t low = 0, high = state->binding_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const struct binding *at = &state->bindings[middle];
    if (at->root < root || (at->root == root && at->offset < offset))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct binding *state_find(const struct state *state, uint32_t root, int64_t offset) {
  uint32_t at = state_first(state, root, offset);
  if (at == state->binding_count) return NULL;
  struct binding *binding = &state->bindings[at];
  return binding->root == root && binding->offset == offset ? binding : NULL;
}

void state_bind(struct state *state, uint32_t root, int64_t offset, struct value value, const struct field *field) {
  uint32_t at = state_first(state, root, offset);
  bool is_there = at < state->binding_count && state->bindings[at].root == root && state->bindings[at].offset == offset;
  if (!is_there) {
    if (state->binding_count == state->binding_space) {
      state->binding_space = state->binding_space * 2 + 8;
      state->bindings = ir_whole(realloc(state->bindings, state->binding_space * sizeof *state->bindings));
    }
    memmove(&state->bindings[at + 1], &state->bindings[at], (state->binding_count - at) * sizeof *state->bindings);
    state->binding_count++;
  }
  state->bindings[at] =
      (struct binding){.root = root, .event = state->event, .offset = offset, .value = value, .field = field};
}

void state_unbind(struct state *state, uint32_t root, int64_t low, int64_t high) {
  uint32_t from = state_first(state, root, low), to = from;
  while (to < state->binding_count && state->bindings[to].root == root && state->bindings[to].offset < high)
    to++;
  memmove(&state->bindings[from], &state->bindings[to], (state->binding_count - to) * sizeof *state->bindings);
  state->binding_count -= to - from;
}

static uint32_t fact_place(const struct state *state, uint32_t root) {
  uint32_t low = 0, high = state->fact_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (state->facts[middle].root < root)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const struct fact *state_known(const struct state *state, uint32_t root) {
  uint32_t at = fact_place(state, root);
  return at < state->fact_count && state->facts[at].root == root ? &state->facts[at] : NULL;
}

struct fact *state_fact(struct engine *engine, struct state *state, uint32_t root) {
  uint32_t at = fact_place(state, root);
  if (at < state->fact_count && state->facts[at].root == root) return &state->facts[at];
  if (state->fact_count == state->fact_space) {
    state->fact_space = state->fact_space * 2 + 8;
    state->facts = ir_whole(realloc(state->facts, state->fact_space * sizeof *state->facts));
  }
  memmove(&state->facts[at + 1], &state->facts[at], (state->fact_count - at) * sizeof *state->facts);
  state->fact_count++;
  state->facts[at] = (struct fact){.root = root, .low = INT64_MIN, .high = INT64_MAX};
  if (root_at(engine, root)->is_held) state->facts[at].holding = HOLDING_HELD;
  return &state->facts[at];
}

enum holding state_holding(const struct engine *engine, const struct state *state, uint32_t root) {
  const struct fact *fact = state_known(state, root);
  if (fact != NULL) return fact->holding;
  return root_at(engine, root)->is_held ? HOLDING_HELD : HOLDING_NOTHING;
}

bool state_is_null(const struct state *state, uint32_t root) {
  const struct fact *fact = state_known(state, root);
  return fact != NULL && fact->low == 0 && fact->high == 0;
}

bool state_is_not_null(const struct engine *engine, const struct state *state, uint32_t root) {
  if (!root_is_symbol(engine, root)) return true;
  const struct fact *fact = state_known(state, root);
  return fact != NULL && (fact->is_not_zero || fact->low > 0 || fact->high < 0);
}

uint32_t state_holders(const struct state *state, uint32_t root) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct value *value = &state->bindings[i].value;
    count += value->kind == VALUE_POINT && value->root == root && state->bindings[i].root != root;
  }
  return count;
}

void state_replace(struct engine *engine, struct state *state, uint32_t root, struct value value) {
  (void)engine;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    struct value *at = &state->bindings[i].value;
    if (at->root != root || (at->kind != VALUE_POINT && at->kind != VALUE_CONDITION)) continue;
    if (value.kind == VALUE_POINT && root_is_symbol(engine, root)) {
      at->root = value.root;
    } else {
      *at = value;
    }
  }
}

static void mark(struct engine *engine, uint32_t root) {
  if (root < engine->root_count) engine->root_marks[root] = engine->root_mark;
}

// What is known of a root of which nothing was ever said.
static bool says_nothing(const struct engine *engine, const struct fact *fact) {
  enum holding usual = root_at(engine, fact->root)->is_held ? HOLDING_HELD : HOLDING_NOTHING;
  return fact->holding == usual && !fact->is_not_zero && !fact->is_zeroed && !fact->is_touched &&
         fact->low == INT64_MIN && fact->high == INT64_MAX;
}

// What was reached through something that an instruction makes anew, or that stands where paths met: content_forget_below asks for these.
static bool is_forgotten_with_another(const struct engine *engine, const struct root *root) {
  while (root->kind == ROOT_INITIAL || root->kind == ROOT_DERIVED)
    root = root_at(engine, root->base);
  return root->kind == ROOT_MADE || root->kind == ROOT_MERGED;
}

static bool is_asked_for(const struct engine *engine, const struct state *state, const struct fact *fact) {
  const struct root *root = root_at(engine, fact->root);
  if (fact->holding == HOLDING_MUST) return true;
  // Of a variable whose life has ended: who still has its address.
  if (root->kind == ROOT_VARIABLE && fact->holding == HOLDING_RELEASED) return state_holders(state, fact->root) > 0;
  bool can_be_loaded = root->kind == ROOT_INITIAL || root->kind == ROOT_VARIABLE;
  if (!can_be_loaded && engine->root_marks[fact->root] != engine->root_mark) return false;
  bool is_below = (root->kind == ROOT_INITIAL || root->kind == ROOT_DERIVED) && is_forgotten_with_another(engine, root);
  return is_below || !says_nothing(engine, fact);
}

void state_tidy(struct engine *engine, struct state *state) {
  if (engine->root_marks_space < engine->root_count) {
    engine->root_marks = ir_grow(engine->root_marks, engine->root_space * sizeof *engine->root_marks);
    memset(engine->root_marks, 0, engine->root_space * sizeof *engine->root_marks);
    engine->root_marks_space = engine->root_space;
    engine->root_mark = 0;
  }
  engine->root_mark++;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    mark(engine, state->bindings[i].root);
    mark(engine, state->bindings[i].value.root);
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (is_asked_for(engine, state, fact)) state->facts[kept++] = *fact;
  }
  state->fact_count = kept;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 31;
}

// The words of one part do not wait for each other, so that this costs little more than to read them.
static uint64_t spread(uint64_t word, uint64_t by) {
  word *= by;
  return word ^ word >> 32;
}

static const uint64_t BY[] = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f), UINT64_C(0x165667b19e3779f9),
                              UINT64_C(0xd6e8feb86659fd93)};

static uint64_t word_of(const struct binding *at) {
  const struct value *value = &at->value;
  uint64_t what = (uint64_t)value->kind | (uint64_t)value->exactness << 8 | (uint64_t)value->how << 16;
  return spread(at->root | (uint64_t)value->root << 32, BY[0]) + spread((uint64_t)at->offset, BY[1]) +
         spread((uint64_t)value->number, BY[2]) + spread(what, BY[3]);
}

uint64_t state_hash(const struct state *state) {
  uint64_t hash = state->binding_count;
  for (uint32_t i = 0; i < state->binding_count; i++)
    hash = mix(hash, word_of(&state->bindings[i]));
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    uint64_t what = fact->root | (uint64_t)fact->holding << 32 | (uint64_t)fact->is_not_zero << 40 |
                    (uint64_t)fact->is_zeroed << 41 | (uint64_t)fact->is_touched << 42;
    hash = mix(hash, spread(what, BY[0]) + spread((uint64_t)fact->low, BY[1]) + spread((uint64_t)fact->high, BY[2]));
  }
  return hash;
}

// What a path has yet to see to, or must not do any more.
static bool obliges(const struct engine *engine, const struct fact *fact) {
  switch (fact->holding) {
  case HOLDING_MUST:
  case HOLDING_RELEASED:
  case HOLDING_MOVED:
  case HOLDING_LEFT: return true;
  case HOLDING_HELD: return engine->owns && fact->is_not_zero;
  default: return false;
  }
}

static bool is_deciding(const struct type *type) {
  return type != NULL && (type->kind == TYPE_BOOL || (type->kind == TYPE_ENUM && strcmp(type->tag, "status") == 0));
}

uint64_t state_obligations(struct engine *engine, const struct state *state) {
  uint64_t hash = 0;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (obliges(engine, fact)) hash = mix(hash, fact->root | (uint64_t)fact->holding << 32);
  }
  if (hash == 0) return 0;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    bool is_local = engine->owns && root_is_local(engine, at->root);
    const struct fact *fact = at->value.kind == VALUE_POINT ? state_known(state, at->value.root) : NULL;
    if ((fact != NULL && obliges(engine, fact)) || (is_local && at->value.kind == VALUE_NUMBER))
      hash = mix(hash, word_of(at));
    else if (is_local && is_deciding(root_at(engine, at->root)->type))
      hash = mix(hash, at->root | (uint64_t)(value_truth(engine, state, at->value) + 1) << 32);
  }
  return hash;
}
