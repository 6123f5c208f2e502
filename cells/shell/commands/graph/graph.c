// SPDX-License-Identifier: Apache-2.0
// graph: the cells of the running system floor by floor, who depends on whom in numbers, and what swaps have left.
#include "kernel/graph/graph.h"
#include "cells/shell/command.h"
#include "cells/shell/commands/graph/tell/tell.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

enum { LAST_RETIRED = 5 };  // that are told without being asked for

struct counts {
  uint32_t deps, users, all_users;
};

static struct counts count(const struct walk *walk, uint32_t node, const uint16_t *users) {
  struct counts counts = {.users = users[node]};
  uint32_t cursor = 0, provider;
  const char *declared;
  while (walk_dep(walk, node, &cursor, &provider, &declared))
    counts.deps++;
  struct walk_set above = {};
  walk_put(&above, node);
  walk_reach(walk, &above, true);
  counts.all_users = walk_size(&above) - 1;
  return counts;
}

// How many cells depend on each directly, in one go over all dependencies. Returns how many there are.
static uint32_t count_users(const struct walk *walk, uint16_t users[WALK_CELLS]) {
  uint32_t all = 0;
  for (uint32_t node = 0; node < walk->count; node++)
    users[node] = 0;
  for (uint32_t node = 0; node < walk->count; node++) {
    uint32_t cursor = 0, provider;
    const char *declared;
    for (; walk_dep(walk, node, &cursor, &provider, &declared); all++)
      users[provider]++;
  }
  return all;
}

// What it remembers lies where the first of its versions had it, so it is its rows that tell, not its own arena.
static uint64_t state_bytes(const struct walk *walk, uint32_t node) {
  struct graph_range states = walk_cell(walk, node)->states;
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < states.count; i++) {
    const struct graph_state *state = graph_state(walk->region, states.first + i);
    if (state != NULL) bytes += state->size;
  }
  return bytes;
}

static void print_cell(const struct walk *walk, uint32_t node, const uint16_t *users) {
  const struct graph_cell *cell = walk_cell(walk, node);
  struct counts counts = count(walk, node, users);
  char state[16];
  uint64_t bytes = state_bytes(walk, node);
  text_bytes(state, sizeof state, bytes);
  console_print("  %-38s %08x %5u %5u %5u %9s\n", walk_label(walk, node), (unsigned)(cell->version >> 32), counts.deps,
                counts.users, counts.all_users, bytes == 0 ? "-" : state);
}

static void print_floor(const struct walk *walk, enum walk_floor floor, const uint16_t *users) {
  bool any = false;
  for (uint32_t i = 0; i < walk->count; i++) {
    if (walk_floor(walk_label(walk, walk->order[i])) != floor) continue;
    if (!any) console_print("%s\n", walk_floor_name(floor));
    print_cell(walk, walk->order[i], users);
    any = true;
  }
}

static void print_row(const struct walk *walk, uint32_t node, const uint16_t *users) {
  const struct graph_cell *cell = walk_cell(walk, node);
  const char *label = walk_label(walk, node);
  struct counts counts = count(walk, node, users);
  console_print("%s version=%016llx revision=%u floor=%s deps=%u users=%u all_users=%u text=%u read=%u state=%llu\n",
                label, (unsigned long long)cell->version, cell->revision, walk_floor_name(walk_floor(label)),
                counts.deps, counts.users, counts.all_users, cell->text_size, cell->read_size,
                (unsigned long long)state_bytes(walk, node));
}

// A pass over all rows, however many a long life has left.
static uint32_t count_retired(const uint8_t *region) {
  const struct graph_cell *cell;
  uint32_t retired = 0;
  for (uint32_t row = 0; (cell = graph_cell(region, row)) != NULL; row++)
    if (cell->flags & GRAPH_RETIRED) retired++;
  return retired;
}

// The last of them, oldest first.
static void print_retired(const uint8_t *region, uint32_t retired, uint32_t most) {
  const struct graph_cell *cell;
  uint32_t skip = retired > most ? retired - most : 0;
  for (uint32_t row = 0; (cell = graph_cell(region, row)) != NULL; row++) {
    if (!(cell->flags & GRAPH_RETIRED)) continue;
    if (skip > 0) {
      skip--;
      continue;
    }
    console_print("  %-38s %08x\n", graph_string(region, cell->label), (unsigned)(cell->version >> 32));
  }
}

static void print_spares(const uint8_t *region) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(region, i)) != NULL; i++) {
    if (i == 0) console_print("spares\n");
    console_print("  %-38s %08x a version of %s\n", graph_string(region, spare->name), (unsigned)(spare->version >> 32),
                  graph_string(region, spare->label));
  }
}

static const char *plural(uint64_t count) {
  return count == 1 ? "" : "s";
}

static void print_floors(const struct walk *walk, const uint16_t *users, uint32_t dependencies) {
  uint32_t retired = count_retired(walk->region);
  console_print("%-40s %-8s %5s %5s %5s %9s\n", "CELL", "VERSION", "DEPS", "USERS", "ALL", "STATE");
  for (int floor = WALK_FLOORS - 1; floor >= 0; floor--)
    print_floor(walk, (enum walk_floor)floor, users);
  print_spares(walk->region);
  if (retired > 0) {
    console_print(retired > LAST_RETIRED ? "retired, the last %d\n" : "retired\n", LAST_RETIRED);
    print_retired(walk->region, retired, LAST_RETIRED);
  }
  console_print("%u cells, %u dependencies, %llu swap%s since boot, %u retired version%s\n", walk->count, dependencies,
                (unsigned long long)walk->generation, plural(walk->generation), retired, plural(retired));
}

static void print_rows(const struct walk *walk, const uint16_t *users) {
  const struct graph_header *header = graph_header(walk->region);
  console_print("image=%s platform=%s generation=%llu cells=%u retired=%u\n", graph_string(walk->region, header->image),
                graph_string(walk->region, header->platform), (unsigned long long)walk->generation, walk->count,
                count_retired(walk->region));
  for (uint32_t i = 0; i < walk->count; i++)
    print_row(walk, walk->order[i], users);
}

CELL_CALLBACK int64_t graph_run(struct shell_call *call) {
  const char *word = call->count == 2 ? call->words[1] : "";
  bool rows = text_equal(word, "--rows"), retired = text_equal(word, "--retired");
  if (call->count > 1 && !rows && !retired) {
    console_print("usage: graph [--rows | --retired]\n");
    return 1;
  }
  struct walk walk;
  uint16_t users[WALK_CELLS];
  if (retired) {
    print_retired(graph_running(), count_retired(graph_running()), UINT32_MAX);
    return 0;
  }
  if (!tell_start(&walk)) return 1;
  uint32_t dependencies = count_users(&walk, users);
  if (rows)
    print_rows(&walk, users);
  else
    print_floors(&walk, users, dependencies);
  tell_end(&walk);
  return 0;
}

CELL_CALLBACK bool graph_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count != 2 || index > 1) return false;
  return text_copy(text, size, index == 0 ? "--rows" : "--retired");
}

CELL_OPS(struct shell_command, graph_command) = {
    .name = "graph",
    .summary = "show the cells floor by floor, and who depends on them",
    .usage = "graph [--rows | --retired]",
    .help =
        "DEPS   how many cells it depends on\n"
        "USERS  how many depend on it directly\n"
        "ALL    how many do directly or through others\n"
        "STATE  what it remembers between calls\n"
        "Spares are cells that the image carries and that are not linked. Retired versions were replaced by a swap; "
        "their\n"
        "code stays. `graph --retired` lists all of them, `graph --rows` gives a line for each cell, for programs.\n"
        "`deps CELL` and `why A B` tell more.\n",
    .run = graph_run,
    .complete = graph_complete,
};
