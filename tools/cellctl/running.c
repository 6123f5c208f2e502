// SPDX-License-Identifier: Apache-2.0
// Reads the areas of the graph, and notices when it changed meanwhile.
#include "tools/cellctl/running.h"

#include <string.h>

#include "kernel/graph/graph.h"

enum { TRIES = 5 };

static int read_span(struct client *client, uint8_t *region, enum region_area area, uint64_t offset, uint64_t size) {
  size_t got = 0;
  uint8_t *to = region + region_span(area).offset + offset;
  if (!client_read(client, area, offset, to, size, &got)) return cellctl_report(client);
  if (got == size) return CELLCTL_DONE;
  return cellctl_fail(
      CELLCTL_LOST,
      "%s: its area %s ends early: %zu of %zu bytes at %zu; image and cellctl come from different sources",
      client->name, region_span(area).name, got, (size_t)size, (size_t)offset);
}

static int read_header(struct client *client, uint8_t *region) {
  int status = read_span(client, region, REGION_HEADER, 0, sizeof(struct graph_header));
  if (status != CELLCTL_DONE) return status;
  const struct graph_header *header = graph_header(region);
  if (header->magic != GRAPH_MAGIC || header->layout != GRAPH_LAYOUT)
    return cellctl_fail(
        CELLCTL_LOST, "%s has a graph of layout %u, and this cellctl reads layout %u; build both from the same sources",
        client->name, header->layout, (unsigned)GRAPH_LAYOUT);
  for (enum region_area area = 0; area < REGION_AREAS; area++)
    if (header->used[area] > region_span(area).size)
      return cellctl_fail(CELLCTL_LOST, "%s: its graph says that more of the area %s is used than there is",
                          client->name, region_span(area).name);
  return CELLCTL_DONE;
}

// Most slots lie in the cells' read-only pages, of which nothing else is compared; those in ops tables come with these, and
// those in state have been written since.
static int read_slots(struct client *client, uint8_t *region) {
  uint64_t begin = region_span(REGION_CELL).offset, end = graph_header(region)->used[REGION_CELL];
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    uint64_t low = UINT64_MAX, high = 0;
    for (uint32_t k = 0; k < cell->imports.count; k++) {
      const struct graph_import *import = graph_import(region, cell->imports.first + k);
      if (import == NULL) break;
      if (import->slot - cell->read_address >= cell->read_size) continue;
      if (import->slot < low) low = import->slot;
      if (import->slot + 8 > high) high = import->slot + 8;
    }
    if (high == 0) continue;
    uint64_t offset = low - REGION_BASE - begin;
    if (offset > end || high - low > end - offset)
      return cellctl_fail(CELLCTL_LOST, "%s: the graph is damaged: slots of cell %u", client->name, i);
    int status = read_span(client, region, REGION_CELL, offset, high - low);
    if (status != CELLCTL_DONE) return status;
  }
  return CELLCTL_DONE;
}

// What a row may lead to, and all of what the graph says.
static int read_areas(struct client *client, uint8_t *region) {
  for (enum region_area area = REGION_HEADER + 1; area < REGION_AREAS; area++) {
    if (area == REGION_CPU || area == REGION_STATE || area == REGION_CELL || area == REGION_SPARE) continue;
    int status = read_span(client, region, area, 0, graph_header(region)->used[area]);
    if (status != CELLCTL_DONE) return status;
  }
  return read_slots(client, region);
}

int running_read(struct client *client, uint8_t *region) {
  char why[128];
  for (int i = 0; i < TRIES; i++) {
    struct graph_header before, after;
    int status = read_header(client, region);
    before = *graph_header(region);
    if (status == CELLCTL_DONE) status = read_areas(client, region);
    if (status == CELLCTL_DONE) status = read_header(client, region);
    if (status != CELLCTL_DONE) return status;
    after = *graph_header(region);
    if (memcmp(&before, &after, sizeof before) != 0) continue;
    if (graph_check(region, why, sizeof why) == OK) return CELLCTL_DONE;
    return cellctl_fail(CELLCTL_NO, "%s: %s", client->name, why);
  }
  return cellctl_fail(CELLCTL_LOST, "%s: its graph changes faster than it can be read; wait for the swaps to end",
                      client->name);
}
