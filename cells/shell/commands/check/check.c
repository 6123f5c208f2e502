// SPDX-License-Identifier: Apache-2.0
// check: asks cells whether their state holds.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/state/state.h"

static const char *label_of(uint32_t cell) {
  const struct graph_cell *row = graph_cell(graph_running(), cell);
  return row == NULL ? "?" : graph_string(graph_running(), row->label);
}

static bool print_verdict(const struct state_verdict *verdict) {
  console_print("%-28s %-16s %s\n", label_of(verdict->cell), verdict->state, verdict->holds ? "holds" : "BROKEN");
  if (verdict->holds) return true;
  const char *label = label_of(verdict->cell);
  if (verdict->can_rebuild)
    console_print("  `check --rebuild %s` makes it anew\n", graph_short_label(label));
  else
    console_print("  it cannot be made anew; `log` may tell more\n");
  return false;
}

// GRAPH_NONE: of all cells.
static int64_t run_checks(uint32_t cell) {
  struct state_verdict verdict;
  uint32_t cursor = 0, count = 0, broken = 0;
  while (state_check_next(&cursor, &verdict) == OK) {
    if (cell != GRAPH_NONE && verdict.cell != cell) continue;
    count++;
    broken += !print_verdict(&verdict);
  }
  if (count == 0) console_print("no check: %s\n", cell == GRAPH_NONE ? "no cell has one" : "the cell has none");
  if (broken > 0) console_print("%u of %u broken\n", broken, count);
  return broken > 0 ? 1 : 0;
}

static int64_t rebuild(uint32_t cell, const char *word) {
  status_t status = state_rebuild_cell(cell);
  if (status == OK) return run_checks(cell);
  if (status == NOT_FOUND)
    console_print("%s has no state that can be made anew\n", label_of(cell));
  else
    console_print("%s was not made anew: %s; nothing is changed\n", word, status_name(status));
  return 1;
}

CELL_CALLBACK int64_t check_run(struct shell_call *call) {
  bool is_rebuild = call->count > 1 && text_equal(call->words[1], "--rebuild");
  if (call->count == 1) return run_checks(GRAPH_NONE);
  if (call->count != (is_rebuild ? 3 : 2) || (!is_rebuild && text_starts(call->words[1], "-"))) {
    console_print("usage: check [[--rebuild] CELL]\n");
    return 1;
  }
  const char *word = call->words[call->count - 1];
  uint32_t cell = graph_find(graph_running(), word);
  if (cell == GRAPH_NONE) {
    console_print("no cell '%s', or several; `cells` lists them\n", word);
    return 1;
  }
  return is_rebuild ? rebuild(cell, word) : run_checks(cell);
}

// The cells that have a check, once each.
CELL_CALLBACK bool check_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  bool is_rebuild = call->count == 3 && text_equal(call->words[1], "--rebuild");
  if (call->count == 2 && index == 0) return text_copy(text, size, "--rebuild");
  if (call->count != 2 && !is_rebuild) return false;
  if (call->count == 2) index--;
  uint32_t cell = 0, last = GRAPH_NONE;
  for (uint32_t cursor = 0; graph_ops_next(graph_running(), "struct cell_check", &cursor, &cell) != NULL; last = cell)
    if (cell != last && index-- == 0) return text_copy(text, size, graph_short_label(label_of(cell)));
  return false;
}

CELL_OPS(struct shell_command, check_command) = {
    .name = "check",
    .summary = "ask cells whether their state holds",
    .usage = "check [[--rebuild] CELL]",
    .help =
        "A cell looks through all that it keeps: counts, links, what may not be. --rebuild makes its state anew from\n"
        "what others own, where the cell can.\n",
    .run = check_run,
    .complete = check_complete,
};
