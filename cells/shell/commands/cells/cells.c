// SPDX-License-Identifier: Apache-2.0
// cells: the cells of the running system, with their sizes.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

struct totals {
  uint64_t cells, text, read, state;
};

static const char *label_of(const uint8_t *region, uint32_t index) {
  return graph_string(region, graph_cell(region, index)->label);
}

// The live cell with the first label behind that one; GRAPH_NONE: no more. Asking so needs no memory for a sorted list.
static uint32_t next_by_label(const uint8_t *region, const char *label) {
  uint32_t found = GRAPH_NONE;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    if ((graph_cell(region, i)->flags & GRAPH_LIVE) == 0 || !text_before(label, label_of(region, i))) continue;
    if (found == GRAPH_NONE || text_before(label_of(region, i), label_of(region, found))) found = i;
  }
  return found;
}

// How many other cells depend on this one.
static uint32_t users(const uint8_t *region, uint32_t cell) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    const struct graph_cell *other = graph_cell(region, i);
    bool uses = false;
    for (uint32_t k = 0; k < other->deps.count && !uses; k++) {
      const struct graph_dep *dep = graph_dep(region, other->deps.first + k);
      uses = dep != NULL && dep->provider == cell;
    }
    if (uses && i != cell) count++;
  }
  return count;
}

static void print_sizes(uint64_t text, uint64_t read, uint64_t state) {
  char sizes[3][16];
  text_bytes(sizes[0], sizeof sizes[0], text);
  text_bytes(sizes[1], sizeof sizes[1], read);
  text_bytes(sizes[2], sizeof sizes[2], state);
  console_print(" %9s %9s %9s", sizes[0], sizes[1], sizes[2]);
}

static void print_cell(const uint8_t *region, uint32_t index, struct totals *totals) {
  const struct graph_cell *cell = graph_cell(region, index);
  console_print("%-32s %08x", graph_string(region, cell->label), (unsigned)(cell->version >> 32));
  print_sizes(cell->text_size, cell->read_size, cell->state_size);
  console_print(" %5u\n", users(region, index));
  totals->cells++;
  totals->text += cell->text_size;
  totals->read += cell->read_size;
  totals->state += cell->state_size;
}

CELL_CALLBACK int64_t cells_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: cells\n");
    return 1;
  }
  const uint8_t *region = graph_running();
  struct totals totals = {};
  console_print("%-32s %-8s %9s %9s %9s %5s\n", "CELL", "VERSION", "TEXT", "READ-ONLY", "STATE", "USERS");
  for (uint32_t i = next_by_label(region, ""); i != GRAPH_NONE; i = next_by_label(region, label_of(region, i)))
    print_cell(region, i, &totals);
  char count[40];
  text_format(count, sizeof count, "%llu cells", (unsigned long long)totals.cells);
  console_print("%-41s", count);
  print_sizes(totals.text, totals.read, totals.state);
  console_print("\n");
  return 0;
}

CELL_OPS(struct shell_command, cells_command) = {
    .name = "cells",
    .summary = "list the cells that the system consists of",
    .usage = "cells",
    .help = "VERSION    the first digits of the hash of the cell's content\n"
            "TEXT       its code\n"
            "READ-ONLY  its note, constants and the slots through which it calls others\n"
            "STATE      what it remembers between calls\n"
            "USERS      how many cells depend on it\n"
            "`cell NAME` tells more about one.\n",
    .run = cells_run,
};
