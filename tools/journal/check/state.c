// SPDX-License-Identifier: Apache-2.0
// What is known of registers, the frame and the journal.
#include "tools/journal/check/state.h"

#include <string.h>

void state_copy(struct state *to, const struct state *from) {
  to->reached = from->reached;
  memcpy(to->places, from->places, sizeof to->places);
  memcpy(to->slots, from->slots, from->slot_count * sizeof from->slots[0]);
  to->slot_count = from->slot_count;
  memcpy(to->facts, from->facts, from->fact_count * sizeof from->facts[0]);
  to->fact_count = from->fact_count;
}

static bool same_fact(const struct fact *a, const struct fact *b) {
  return a->kind == b->kind && a->size == b->size && value_same(a->at, b->at) && value_same(a->with, b->with);
}

static bool has_fact(const struct state *state, const struct fact *fact) {
  for (uint32_t i = 0; i < state->fact_count; i++)
    if (same_fact(&state->facts[i], fact)) return true;
  return false;
}

bool state_same(const struct state *a, const struct state *b) {
  if (a->reached != b->reached || a->slot_count != b->slot_count || a->fact_count != b->fact_count) return false;
  for (uint32_t i = 0; i < PLACES; i++)
    if (!value_same(a->places[i], b->places[i])) return false;
  for (uint32_t i = 0; i < a->slot_count; i++) {
    const struct slot *slot = state_slot(b, a->slots[i].node, a->slots[i].offset);
    if (slot == NULL || slot->size != a->slots[i].size || !value_same(slot->value, a->slots[i].value)) return false;
  }
  for (uint32_t i = 0; i < a->fact_count; i++)
    if (!has_fact(b, &a->facts[i])) return false;
  return true;
}

const struct slot *state_slot(const struct state *state, uint32_t node, int64_t offset) {
  for (uint32_t i = 0; i < state->slot_count; i++)
    if (state->slots[i].node == node && state->slots[i].offset == offset) return &state->slots[i];
  return NULL;
}

void state_drop_slots(struct state *state, uint32_t node, int64_t low, int64_t high) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->slot_count; i++) {
    const struct slot *slot = &state->slots[i];
    if (slot->node != node || slot->offset >= high || slot->offset + slot->size <= low) state->slots[kept++] = *slot;
  }
  state->slot_count = kept;
}

void state_set_slot(struct state *state, struct slot slot) {
  state_drop_slots(state, slot.node, slot.offset, slot.offset + slot.size);
  if (state->slot_count < SLOTS_MAX) state->slots[state->slot_count++] = slot;
}

void state_add_fact(struct state *state, struct fact fact) {
  // One fact less can only make the check stricter.
  if (!has_fact(state, &fact) && state->fact_count < FACTS_MAX) state->facts[state->fact_count++] = fact;
}

void state_drop_facts(struct state *state, uint32_t kinds) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->fact_count; i++)
    if ((kinds >> state->facts[i].kind & 1) == 0) state->facts[kept++] = state->facts[i];
  state->fact_count = kept;
}

bool state_covers(const struct state *state, struct value at, uint64_t size) {
  // Goes up from the first byte as far as some fact covers it.
  uint64_t done = 0;
  for (bool more = true; done < size && more;) {
    more = false;
    for (uint32_t i = 0; i < state->fact_count; i++) {
      const struct fact *fact = &state->facts[i];
      if (fact->kind != FACT_LOGGED || fact->at.node != at.node) continue;
      uint64_t into = at.add + done - fact->at.add;
      if (into < fact->size) done += fact->size - into, more = true;
    }
  }
  return done >= size;
}

bool state_covers_range(const struct state *state, struct value at, struct value length) {
  if (value_is_number(length) && state_covers(state, at, length.add)) return true;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (fact->kind == FACT_RANGE && value_same(fact->at, at) && value_same(fact->with, length)) return true;
  }
  return false;
}

void state_forget_made(struct state *state, struct values *values, uint32_t instruction) {
  for (uint32_t i = 0; i < PLACES; i++)
    if (value_depends(values, state->places[i], NODE_MADE, instruction))
      state->places[i] = value_made(values, instruction, MADE_OLDER + i, 64);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->slot_count; i++)
    if (!value_depends(values, state->slots[i].value, NODE_MADE, instruction)) state->slots[kept++] = state->slots[i];
  state->slot_count = kept;
  kept = 0;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (!value_depends(values, fact->at, NODE_MADE, instruction) &&
        !value_depends(values, fact->with, NODE_MADE, instruction))
      state->facts[kept++] = *fact;
  }
  state->fact_count = kept;
}
