// SPDX-License-Identifier: Apache-2.0
// Paths and sets, each by going over all cells until nothing changes: as often as the longest path has steps, without a queue.
#include "kernel/graph/walk/internal.h"

enum { FAR = WALK_STEPS + 1 };

bool walk_has(const struct walk_set *set, uint32_t node) {
  return node < WALK_CELLS && (set->words[node / 64] >> node % 64 & 1) != 0;
}

void walk_put(struct walk_set *set, uint32_t node) {
  if (node < WALK_CELLS) set->words[node / 64] |= UINT64_C(1) << node % 64;
}

uint32_t walk_size(const struct walk_set *set) {
  uint32_t size = 0;
  for (uint32_t i = 0; i < WALK_CELLS / 64; i++)
    for (uint64_t word = set->words[i]; word != 0; word &= word - 1)
      size++;
  return size;
}

// One round; false: nothing was new.
static bool widen(const struct walk *walk, struct walk_set *set, bool users) {
  bool grew = false;
  for (uint32_t node = 0; node < walk->count; node++) {
    uint32_t cursor = 0, provider;
    const char *declared;
    while (walk_dep(walk, node, &cursor, &provider, &declared)) {
      uint32_t from = users ? provider : node, to = users ? node : provider;
      if (!walk_has(set, from) || walk_has(set, to)) continue;
      walk_put(set, to);
      grew = true;
    }
  }
  return grew;
}

void walk_reach(const struct walk *walk, struct walk_set *set, bool users) {
  while (widen(walk, set, users)) {}
}

bool walk_depends(const struct walk *walk, uint32_t from, uint32_t on) {
  struct walk_set below = {};
  walk_put(&below, from);
  walk_reach(walk, &below, false);
  return from != on && walk_has(&below, on);
}

// Whether somebody depends on the node who neither goes nor is left behind, and whether somebody who does is among its users.
static bool is_left(const struct walk *walk, uint32_t node, const struct walk_set *gone, const struct walk_set *left) {
  bool had_users = false;
  for (uint32_t user = 0; user < walk->count; user++) {
    uint32_t cursor = 0, provider;
    const char *declared;
    while (walk_dep(walk, user, &cursor, &provider, &declared)) {
      if (provider != node) continue;
      if (!walk_has(gone, user) && !walk_has(left, user)) return false;
      had_users = true;
    }
  }
  return had_users;
}

void walk_left_behind(const struct walk *walk, const struct walk_set *gone, struct walk_set *left) {
  *left = (struct walk_set){};
  struct walk_set candidates = *gone;
  walk_reach(walk, &candidates, false);
  for (bool grew = true; grew;) {
    grew = false;
    for (uint32_t node = 0; node < walk->count; node++) {
      if (!walk_has(&candidates, node) || walk_has(gone, node) || walk_has(left, node)) continue;
      if (!is_left(walk, node, gone, left)) continue;
      walk_put(left, node);
      grew = true;
    }
  }
}

// How many steps each node is from `to`; FAR: it does not depend on it.
static void measure(const struct walk *walk, uint32_t to, uint8_t steps[WALK_CELLS]) {
  for (uint32_t node = 0; node < walk->count; node++)
    steps[node] = node == to ? 0 : FAR;
  bool grew = true;
  for (uint8_t round = 0; grew && round < WALK_STEPS; round++) {
    grew = false;
    for (uint32_t node = 0; node < walk->count; node++) {
      uint32_t cursor = 0, provider;
      const char *declared;
      while (steps[node] == FAR && walk_dep(walk, node, &cursor, &provider, &declared))
        if (steps[provider] == round) steps[node] = (uint8_t)(round + 1), grew = true;
    }
  }
}

// Whether `node` depends on `on` directly.
static bool depends(const struct walk *walk, uint32_t node, uint32_t on) {
  uint32_t cursor = 0, provider;
  const char *declared;
  while (walk_dep(walk, node, &cursor, &provider, &declared))
    if (provider == on) return true;
  return false;
}

uint32_t walk_path(const struct walk *walk, uint32_t from, uint32_t to, uint32_t path[WALK_STEPS + 1]) {
  uint8_t steps[WALK_CELLS];
  if (from >= walk->count || to >= walk->count || from == to) return 0;
  measure(walk, to, steps);
  if (steps[from] == FAR) return 0;
  uint32_t length = 0;
  path[0] = from;
  while (path[length] != to) {
    uint32_t here = path[length], next = GRAPH_NONE;
    for (uint32_t i = 0; i < walk->count && next == GRAPH_NONE; i++)
      if (steps[walk->order[i]] + 1 == steps[here] && depends(walk, here, walk->order[i])) next = walk->order[i];
    if (next == GRAPH_NONE) return 0;  // the graph changed under the walk
    path[++length] = next;
  }
  return length;
}
