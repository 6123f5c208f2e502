// SPDX-License-Identifier: Apache-2.0
// deps: what a cell depends on and who depends on it, each with the functions in between.
#include "cells/shell/command.h"
#include "cells/shell/commands/graph/names/names.h"
#include "cells/shell/commands/graph/tell/tell.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

// How `user` names `on` among its dependencies; null: it does not depend on it directly.
static const char *depends(const struct walk *walk, uint32_t user, uint32_t on) {
  uint32_t cursor = 0, provider;
  const char *declared;
  while (walk_dep(walk, user, &cursor, &provider, &declared))
    if (provider == on) return declared;
  return NULL;
}

static void print_total(const struct walk *walk, uint32_t cell, uint32_t direct, bool users) {
  struct walk_set all = {};
  walk_put(&all, cell);
  walk_reach(walk, &all, users);
  console_print("%u directly, %u in all\n", direct, walk_size(&all) - 1);
}

static void print_dependencies(const struct walk *walk, uint32_t cell) {
  uint32_t direct = 0;
  for (uint32_t i = 0; i < walk->count; i++) {
    uint32_t other = walk->order[i];
    if (depends(walk, cell, other) == NULL) continue;
    if (direct++ == 0) console_print("depends on\n");
    tell_functions(walk, other, cell, other, true);
  }
  if (direct == 0)
    console_print("depends on no other cell\n");
  else
    print_total(walk, cell, direct, false);
}

static void print_heading(const struct walk *walk, uint32_t cell, const char *label) {
  if (text_equal(label, walk_label(walk, cell)))
    console_print("used by\n");
  else
    console_print("used as %s by\n", label);
}

// Those who name it by `label`, its own or that of an interface; returns how many.
static uint32_t print_users_by(const struct walk *walk, uint32_t cell, const char *label) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < walk->count; i++) {
    const char *declared = depends(walk, walk->order[i], cell);
    if (declared == NULL || !text_equal(declared, label)) continue;
    if (count++ == 0) print_heading(walk, cell, label);
    tell_functions(walk, walk->order[i], walk->order[i], cell, false);
  }
  return count;
}

static void print_users(const struct walk *walk, uint32_t cell) {
  struct graph_range provides = walk_cell(walk, cell)->provides;
  uint32_t direct = print_users_by(walk, cell, walk_label(walk, cell));
  for (uint32_t i = 0; i < provides.count; i++) {
    const struct graph_provides *interface = graph_provides(walk->region, provides.first + i);
    if (interface != NULL) direct += print_users_by(walk, cell, graph_string(walk->region, interface->label));
  }
  if (direct == 0)
    console_print("nobody depends on it\n");
  else
    print_total(walk, cell, direct, true);
}

CELL_CALLBACK int64_t deps_run(struct shell_call *call) {
  if (call->count != 2) {
    console_print("usage: deps CELL\n");
    return 1;
  }
  struct walk walk;
  if (!tell_start(&walk)) return 1;
  uint32_t cell = tell_find(&walk, call->words[1]);
  if (cell == GRAPH_NONE) return 1;
  console_print("%s %08x\n", walk_label(&walk, cell), (unsigned)(walk_cell(&walk, cell)->version >> 32));
  print_dependencies(&walk, cell);
  print_users(&walk, cell);
  tell_end(&walk);
  return 0;
}

CELL_CALLBACK bool deps_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && names_complete(call->words[1], index, text, size);
}

CELL_OPS(struct shell_command, deps_command) = {
    .name = "deps",
    .summary = "show what a cell depends on, and who depends on it",
    .usage = "deps CELL",
    .help =
        "Each line is a cell that it depends on or that depends on it, with the functions that are called. What is\n"
        "reached through an interface shows its provider, as the interface. CELL: see `help cell`.\n",
    .run = deps_run,
    .complete = deps_complete,
};
