// SPDX-License-Identifier: Apache-2.0
// why: the shortest way by which one cell depends on another.
#include "cells/shell/command.h"
#include "cells/shell/commands/graph/names/names.h"
#include "cells/shell/commands/graph/tell/tell.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

// The direct dependencies of `from` by which it gets to `to`.
static void print_ways(const struct walk *walk, uint32_t from, uint32_t to) {
  struct walk_set above = {}, direct = {}, ways = {};
  uint32_t cursor = 0, provider;
  const char *declared;
  walk_put(&above, to);
  walk_reach(walk, &above, true);
  while (walk_dep(walk, from, &cursor, &provider, &declared)) {
    walk_put(&direct, provider);
    if (walk_has(&above, provider)) walk_put(&ways, provider);
  }
  console_print("%u of its %u dependencies lead there:\n", walk_size(&ways), walk_size(&direct));
  tell_labels(walk, &ways);
}

static int64_t explain(const struct walk *walk, uint32_t from, uint32_t to) {
  uint32_t path[WALK_STEPS + 1];
  if (from == to) {
    console_print("%s is one cell\n", walk_label(walk, from));
    return 0;
  }
  uint32_t steps = walk_path(walk, from, to, path);
  if (steps == 0 && walk_depends(walk, from, to)) {
    console_print("%s depends on %s in more than %d steps\n", walk_label(walk, from), walk_label(walk, to), WALK_STEPS);
    return 0;
  }
  if (steps == 0) {
    console_print("%s does not depend on %s\n", walk_label(walk, from), walk_label(walk, to));
    return 1;
  }
  console_print("%s\n", walk_label(walk, from));
  for (uint32_t i = 0; i < steps; i++)
    tell_functions(walk, path[i + 1], path[i], path[i + 1], true);
  print_ways(walk, from, to);
  return 0;
}

CELL_CALLBACK int64_t why_run(struct shell_call *call) {
  if (call->count != 3) {
    console_print("usage: why A B\n");
    return 1;
  }
  struct walk walk;
  if (!tell_start(&walk)) return 1;
  uint32_t from = tell_find(&walk, call->words[1]), to = tell_find(&walk, call->words[2]);
  if (from == GRAPH_NONE || to == GRAPH_NONE) return 1;
  int64_t result = explain(&walk, from, to);
  tell_end(&walk);
  return result;
}

CELL_CALLBACK bool why_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count <= 3 && names_complete(call->words[call->count - 1], index, text, size);
}

CELL_OPS(struct shell_command, why_command) = {
    .name = "why",
    .summary = "show how one cell depends on another",
    .usage = "why A B",
    .help =
        "The shortest way from cell A down to cell B: each line is the next cell, with the functions of it that are "
        "called\n"
        "by the one before. Below it, which of A's own dependencies lead to B. It ends with 1 if there is no way.\n",
    .run = why_run,
    .complete = why_complete,
};
