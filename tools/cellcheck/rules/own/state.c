// SPDX-License-Identifier: Apache-2.0
// States: sorted arrays of what lies where and of what is known.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/rules/own/engine.h"

static void *whole(void *memory) {
  if (memory != NULL) return memory;
  fputs("cellcheck: no memory to follow what a function owns\n", stderr);
  exit(2);
}

struct state *state_copy(const struct state *from) {
  struct state *state = whole(calloc(1, sizeof *state));
  if (from == NULL) return state;
  state->event = from->event;
  state->binding_count = from->binding_count;
  state->fact_count = from->fact_count;
  state->binding_space = from->binding_count + 8;
  state->fact_space = from->fact_count + 8;
  state->bindings = whole(malloc(state->binding_space * sizeof *state->bindings));
  state->facts = whole(malloc(state->fact_space * sizeof *state->facts));
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
      state->bindings = whole(realloc(state->bindings, state->binding_space * sizeof *state->bindings));
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
    state->facts = whole(realloc(state->facts, state->fact_space * sizeof *state->facts));
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

// Facts of what can be loaded again stay: INITIAL ones.
void state_tidy(struct engine *engine, struct state *state) {
  if (engine->root_marks_space < engine->root_count) {
    engine->root_marks = realloc(engine->root_marks, engine->root_space * sizeof *engine->root_marks);
    if (engine->root_marks == NULL) abort();
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
    enum root_kind kind = root_at(engine, fact->root)->kind;
    bool is_named =
        engine->root_marks[fact->root] == engine->root_mark || kind == ROOT_INITIAL || kind == ROOT_VARIABLE;
    if (fact->holding == HOLDING_MUST || is_named) state->facts[kept++] = *fact;
  }
  state->fact_count = kept;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 31;
}

static uint64_t mix_value(uint64_t hash, const struct value *value) {
  hash = mix(hash, (uint64_t)value->kind | (uint64_t)value->exactness << 8 | (uint64_t)value->how << 16 |
                       (uint64_t)value->root << 32);
  return mix(hash, (uint64_t)value->number);
}

uint64_t state_hash(const struct state *state, bool with_ranges) {
  uint64_t hash = state->binding_count;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    if (!with_ranges && at->value.kind != VALUE_POINT) continue;
    hash = mix(hash, at->root);
    hash = mix(hash, (uint64_t)at->offset);
    hash = mix_value(hash, &at->value);
  }
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (!with_ranges && (fact->holding == HOLDING_NOTHING || fact->holding == HOLDING_HELD)) continue;
    hash = mix(hash, fact->root | (uint64_t)fact->holding << 32 | (uint64_t)fact->is_zeroed << 41 |
                         (uint64_t)fact->is_touched << 42);
    if (!with_ranges) continue;
    hash = mix(hash, fact->is_not_zero);
    hash = mix(hash, (uint64_t)fact->low);
    hash = mix(hash, (uint64_t)fact->high);
  }
  return hash;
}

bool state_obliges(const struct engine *engine, const struct state *state) {
  (void)engine;
  for (uint32_t i = 0; i < state->fact_count; i++)
    if (state->facts[i].holding == HOLDING_MUST || state->facts[i].holding == HOLDING_RELEASED ||
        state->facts[i].holding == HOLDING_MOVED || state->facts[i].holding == HOLDING_LEFT ||
        (state->facts[i].holding == HOLDING_HELD && state->facts[i].is_not_zero))
      return true;
  return false;
}
