// SPDX-License-Identifier: Apache-2.0
// cell: everything that the graph knows about one cell.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

static const char *label_of(const uint8_t *region, uint32_t index) {
  const struct graph_cell *cell = graph_cell(region, index);
  return cell == NULL ? "?" : graph_string(region, cell->label);
}

static void print_span(const char *what, uint64_t address, uint64_t size, const char *note) {
  char bytes[16];
  text_bytes(bytes, sizeof bytes, size);
  if (size == 0)
    console_print("  %-10s none\n", what);
  else
    console_print("  %-10s 0x%llx %10s%s\n", what, (unsigned long long)address, bytes, note);
}

static void print_segments(const uint8_t *region, const struct graph_cell *cell) {
  console_print("%s\n", graph_string(region, cell->label));
  console_print("  version    %016llx\n", (unsigned long long)cell->version);
  print_span("text", cell->text_address, cell->text_size, "");
  print_span("read-only", cell->read_address, cell->read_size, "  note, constants, slots");
  print_span("state", cell->state_address, cell->state_size, "");
}

static void print_exports(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->exports.count > 0) console_print("exports\n");
  for (uint32_t i = 0; i < cell->exports.count; i++) {
    const struct graph_export *export = graph_export(region, cell->exports.first + i);
    if (export == NULL) continue;
    console_print("  %-8s %-30s 0x%llx%s\n", graph_kind_name(export->kind), graph_string(region, export->name),
                  (unsigned long long)export->address, export->gate == GRAPH_NONE ? "" : "  has a gate");
  }
}

static void print_imports(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->imports.count > 0) console_print("imports\n");
  for (uint32_t i = 0; i < cell->imports.count; i++) {
    const struct graph_import *import = graph_import(region, cell->imports.first + i);
    if (import == NULL) continue;
    const struct graph_export *export = graph_export(region, import->export_index);
    if (export == NULL) continue;
    console_print("  %-8s %-30s from %s%s\n", graph_kind_name(export->kind), graph_string(region, import->name),
                  label_of(region, export->cell), import->form == GRAPH_BY_GATE ? ", by gate" : "");
  }
}

static void print_states(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->states.count > 0) console_print("state\n");
  for (uint32_t i = 0; i < cell->states.count; i++) {
    const struct graph_state *state = graph_state(region, cell->states.first + i);
    if (state == NULL) continue;
    char bytes[16];
    text_bytes(bytes, sizeof bytes, state->size);
    console_print("  %-20s 0x%llx %10s  %s%s\n", graph_string(region, state->name), (unsigned long long)state->address,
                  bytes, graph_string(region, state->type), state->cpu != 0 ? ", one for each CPU" : "");
  }
}

static void print_tables(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->opses.count > 0) console_print("tables\n");
  for (uint32_t i = 0; i < cell->opses.count; i++) {
    const struct graph_ops *ops = graph_ops(region, cell->opses.first + i);
    if (ops == NULL) continue;
    console_print("  %-20s 0x%llx %8u B  %s\n", graph_string(region, ops->name), (unsigned long long)ops->address,
                  ops->size, graph_string(region, ops->type));
  }
}

static void print_provides(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->provides.count > 0) console_print("provides\n");
  for (uint32_t i = 0; i < cell->provides.count; i++) {
    const struct graph_provides *provides = graph_provides(region, cell->provides.first + i);
    if (provides != NULL) console_print("  %s\n", graph_string(region, provides->label));
  }
}

static void print_deps(const uint8_t *region, const struct graph_cell *cell) {
  if (cell->deps.count > 0) console_print("depends on\n");
  for (uint32_t i = 0; i < cell->deps.count; i++) {
    const struct graph_dep *dep = graph_dep(region, cell->deps.first + i);
    if (dep == NULL) continue;
    const char *declared = graph_string(region, dep->label), *provider = label_of(region, dep->provider);
    if (text_equal(declared, provider))
      console_print("  %s\n", provider);
    else
      console_print("  %s, which is %s\n", declared, provider);
  }
}

static bool depends(const uint8_t *region, const struct graph_cell *cell, uint32_t on) {
  for (uint32_t i = 0; i < cell->deps.count; i++) {
    const struct graph_dep *dep = graph_dep(region, cell->deps.first + i);
    if (dep != NULL && dep->provider == on) return true;
  }
  return false;
}

static void print_users(const uint8_t *region, uint32_t index) {
  bool any = false;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    if (i == index || !depends(region, graph_cell(region, i), index)) continue;
    console_print("%s  %s\n", any ? "" : "used by\n", label_of(region, i));
    any = true;
  }
}

static const char *last_part(const char *label) {
  const char *name = label;
  for (const char *c = label; *c != '\0'; c++)
    if (*c == '/' || *c == ':') name = c + 1;
  return name;
}

// A label is one cell's; a last part may be several ones' (//kernel/log, //cells/shell/commands/log). Then it means the first in
// order of dependencies, on which the others build, and those are told.
static uint32_t find(const uint8_t *region, const char *name) {
  uint32_t found = graph_find(region, name);
  if (found != GRAPH_NONE) return found;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    if ((graph_cell(region, i)->flags & GRAPH_LIVE) == 0 || !text_equal(last_part(label_of(region, i)), name)) continue;
    if (found == GRAPH_NONE)
      found = i;
    else
      console_print("(%s is called so too)\n", label_of(region, i));
  }
  return found;
}

CELL_CALLBACK int64_t cell_run(struct shell_call *call) {
  if (call->count != 2) {
    console_print("usage: cell NAME\n");
    return 1;
  }
  const uint8_t *region = graph_running();
  uint32_t index = find(region, call->words[1]);
  const struct graph_cell *cell = graph_cell(region, index);
  if (cell == NULL) {
    console_print("no cell is called '%s'; `cells` lists all\n", call->words[1]);
    return 1;
  }
  print_segments(region, cell);
  print_exports(region, cell);
  print_imports(region, cell);
  print_states(region, cell);
  print_tables(region, cell);
  print_provides(region, cell);
  print_deps(region, cell);
  print_users(region, index);
  return 0;
}

// Labels when the word begins like one ("//", or "@" of another repository), else the names at their ends.
CELL_CALLBACK bool cell_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  const uint8_t *region = graph_running();
  if (call->count != 2 || index >= graph_cell_count(region)) return false;
  const char *label = label_of(region, index);
  bool whole = text_starts(call->words[1], "/") || text_starts(call->words[1], "@");
  return text_copy(text, size, whole ? label : last_part(label));
}

CELL_OPS(struct shell_command, cell_command) = {
    .name = "cell",
    .summary = "tell about one cell: exports, imports, state, users",
    .usage = "cell NAME",
    .help = "NAME is a label like //kernel/heap, or its last part, heap.\n"
            "READ       reads only\n"
            "ATOMIC     changes something, does not block\n"
            "STEPS      may block; a sequence of atomic calls\n"
            "RAW        touches hardware; cannot be replayed\n"
            "An import by gate goes through an entry that stays when the provider is replaced.\n",
    .run = cell_run,
    .complete = cell_complete,
};
