// SPDX-License-Identifier: Apache-2.0
// The live cells and their order.
#include "kernel/base/text.h"
#include "kernel/graph/walk/internal.h"

const struct graph_cell *walk_cell(const struct walk *walk, uint32_t node) {
  return node < walk->count ? graph_cell(walk->region, walk->rows[node]) : NULL;
}

const char *walk_label(const struct walk *walk, uint32_t node) {
  const struct graph_cell *cell = walk_cell(walk, node);
  return cell == NULL ? "" : graph_string(walk->region, cell->label);
}

enum walk_floor walk_floor(const char *label) {
  static const struct {
    char prefix[20];
    uint32_t floor;
  } folders[] = {
      {"//kernel/", WALK_KERNEL},           {"//platforms/", WALK_DRIVERS},       {"//cells/drivers/", WALK_DRIVERS},
      {"//cells/shell", WALK_APPLICATIONS}, {"//cells/apps/", WALK_APPLICATIONS}, {"//cells/demo/", WALK_APPLICATIONS},
      {"//testing/", WALK_APPLICATIONS},
  };
  while (*label != 0 && *label != '/')
    label++;  // past the repository: @delias//kernel/heap
  for (uint32_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
    if (text_starts(label, folders[i].prefix)) return (enum walk_floor)folders[i].floor;
  return WALK_SERVICES;
}

const char *walk_floor_name(enum walk_floor floor) {
  switch (floor) {
  case WALK_KERNEL: return "kernel";
  case WALK_DRIVERS: return "drivers";
  case WALK_SERVICES: return "services";
  case WALK_APPLICATIONS: return "applications";
  case WALK_FLOORS: break;
  }
  return "?";
}

static bool comes_before(const struct walk *walk, uint32_t a, uint32_t b) {
  const char *label_a = walk_label(walk, a), *label_b = walk_label(walk, b);
  enum walk_floor floor_a = walk_floor(label_a), floor_b = walk_floor(label_b);
  return floor_a != floor_b ? floor_a < floor_b : text_before(label_a, label_b);
}

// Shell's sort with Ciura's gaps (2001): no memory, no recursion, and a thousand cells take some ten thousand comparisons.
static void sort(struct walk *walk) {
  static const uint32_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
  for (uint32_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
    for (uint32_t i = gaps[g]; i < walk->count; i++) {
      uint16_t node = walk->order[i];
      uint32_t at = i;
      for (; at >= gaps[g] && comes_before(walk, node, walk->order[at - gaps[g]]); at -= gaps[g])
        walk->order[at] = walk->order[at - gaps[g]];
      walk->order[at] = node;
    }
}

status_t walk_start(const uint8_t *region, struct walk *walk) {
  const struct graph_cell *cell;
  walk->region = region;
  walk->generation = graph_header(region)->generation;
  walk->count = 0;
  for (uint32_t row = 0; (cell = graph_cell(region, row)) != NULL; row++) {
    if (!(cell->flags & GRAPH_LIVE)) continue;
    if (walk->count == WALK_CELLS || row > UINT16_MAX) return FULL;
    walk->order[walk->count] = (uint16_t)walk->count;
    walk->rows[walk->count++] = (uint16_t)row;
  }
  sort(walk);
  return OK;
}

bool walk_is_old(const struct walk *walk) {
  return graph_header(walk->region)->generation != walk->generation;
}

uint32_t walk_node(const struct walk *walk, uint32_t row) {
  uint32_t low = 0, high = walk->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (walk->rows[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low < walk->count && walk->rows[low] == row ? low : GRAPH_NONE;
}
