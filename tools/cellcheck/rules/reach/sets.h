// SPDX-License-Identifier: Apache-2.0
// sets: interned origins and sets of them, and what lies at which offset of a variable. private to reach.
#pragma once
#include "tools/cellcheck/rules/reach/reach.h"

struct arena {
  struct chunk *chunks;
};
void *arena_take(struct arena *arena, size_t size);  // zeroed
void arena_empty(struct arena *arena);

struct sets {
  struct arena *arena;
  const struct origin **origins;  // open addressing
  const struct origins **sets;
  uint32_t origin_count, origin_room, set_count, set_room;
  const struct origins *unknown, *too_many;
};
void sets_init(struct sets *sets, struct arena *arena);
void sets_free(struct sets *sets);
const struct origins *set_of(struct sets *sets, struct origin origin);
const struct origins *set_union(struct sets *sets, const struct origins *a, const struct origins *b);

struct content {
  struct content *next;
  int64_t offset;  // REACH_ANYWHERE: somewhere
  const struct origins *value;
};
// By variable. What lies at REACH_ANYWHERE may lie at each offset.
struct contents {
  struct content *of;  // unordered; few
};
// True: it is new there.
bool content_add(struct sets *sets, struct content **content, int64_t offset, const struct origins *value);
const struct origins *content_at(struct sets *sets, const struct content *content, int64_t offset);
const struct origins *content_all(struct sets *sets, const struct content *content);
