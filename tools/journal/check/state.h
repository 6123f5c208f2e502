// SPDX-License-Identifier: Apache-2.0
// state: what is known at a place of a function, on whatever path it was reached.
#pragma once
#include "tools/journal/check/instruction.h"
#include "tools/journal/check/value.h"

enum { CURSOR = REGISTERS, PLACES, SLOTS_MAX = 224, FACTS_MAX = 224 };

enum fact_kind : uint8_t {
  FACT_LOGGED,   // the old bytes at `at`, size of them, are in the journal
  FACT_RANGE,    // the same, `with` of them
  FACT_LOADED,   // the lowest size bytes of `with` are the old ones at `at`
  FACT_WRITTEN,  // in the journal at `at`, not yet behind the cursor, stands `with`, 8 bytes
  FACT_KEPT,     // the same, and it is the old bytes at `with`, size of them
};

struct fact {
  enum fact_kind kind;
  uint32_t size;
  struct value at, with;
};

// A part of the frame whose content is known.
struct slot {
  uint32_t node;
  int64_t offset;
  uint8_t size;
  struct value value;
};

struct state {
  bool reached;
  struct value places[PLACES];  // registers, and the journal's cursor
  struct slot slots[SLOTS_MAX];
  uint32_t slot_count;
  struct fact facts[FACTS_MAX];
  uint32_t fact_count;
};

void state_copy(struct state *to, const struct state *from);
bool state_same(const struct state *a, const struct state *b);

const struct slot *state_slot(const struct state *state, uint32_t node, int64_t offset);
void state_set_slot(struct state *state, struct slot slot);
// Forgets what stands from `low` to `high`.
void state_drop_slots(struct state *state, uint32_t node, int64_t low, int64_t high);

void state_add_fact(struct state *state, struct fact fact);
void state_drop_facts(struct state *state, uint32_t kinds);  // 1 << kind
enum { FACTS_ALL = ~0u };

// Whether all of those bytes are in the journal.
bool state_covers(const struct state *state, struct value at, uint64_t size);
bool state_covers_range(const struct state *state, struct value at, struct value length);

// Before instruction makes new values: what was made by it before is not the same any more.
// What a place held that had been made from it is then known as its result MADE_OLDER + place.
enum { MADE_OLDER = 100 };
void state_forget_made(struct state *state, struct values *values, uint32_t instruction);

// ---- Where paths join ----
//
// A place that differs between the paths holds a new value; places that differ alike hold the same one. What is new
// stays new: classes of places only ever split, so that going round a loop comes to an end.
struct joint {
  uint32_t block, visits;
  uint8_t classes[PLACES + SLOTS_MAX];  // 0: the same on all paths
  // A place that is a multiple of another one plus something that all paths have: two counters of a loop.
  struct relation {
    uint8_t tries, to;  // a place plus 1; 0: none
    uint64_t factor;
  } relations[PLACES + SLOTS_MAX];
  struct joined_slot {
    uint32_t node;
    int64_t offset;
  } slots[SLOTS_MAX];
  uint32_t slot_count;
  struct fact facts[FACTS_MAX];  // what held here the last time
  uint32_t fact_count;
};

// What is known where the `count` paths that `from` ends join. False: the frame differs between them.
// *changed: an address is not in the frame that was thought to be.
bool state_join(struct state *state, struct joint *joint, struct values *values, const struct state *const *from,
                uint32_t count, bool *changed);
