// SPDX-License-Identifier: Apache-2.0
// From a cell to the next: what it declared to depend on, and which functions it imports.
#include "kernel/base/text.h"
#include "kernel/graph/walk/internal.h"

bool walk_dep(const struct walk *walk, uint32_t node, uint32_t *cursor, uint32_t *provider, const char **declared) {
  const struct graph_cell *cell = walk_cell(walk, node);
  while (cell != NULL && *cursor < cell->deps.count) {
    const struct graph_dep *dep = graph_dep(walk->region, cell->deps.first + (*cursor)++);
    if (dep == NULL) continue;
    *provider = walk_node(walk, dep->provider);
    if (*provider == GRAPH_NONE) continue;
    *declared = graph_string(walk->region, dep->label);
    return true;
  }
  return false;
}

// The name that the i-th import of a cell has, if it is bound to that provider.
static const char *import_from(const struct walk *walk, const struct graph_cell *cell, uint32_t i, uint32_t row) {
  const struct graph_import *import = graph_import(walk->region, cell->imports.first + i);
  const struct graph_export *export = import == NULL ? NULL : graph_export(walk->region, import->export_index);
  return export != NULL && export->cell == row ? graph_string(walk->region, import->name) : NULL;
}

const char *walk_import(const struct walk *walk, uint32_t node, uint32_t provider, uint32_t *cursor) {
  const struct graph_cell *cell = walk_cell(walk, node);
  if (cell == NULL || provider >= walk->count) return NULL;
  uint32_t row = walk->rows[provider];
  while (*cursor < cell->imports.count) {
    const char *name = import_from(walk, cell, (*cursor)++, row);
    if (name == NULL) continue;
    bool told = false;  // a function that is both called and kept has two slots
    for (uint32_t i = 0; i + 1 < *cursor && !told; i++) {
      const char *before = import_from(walk, cell, i, row);
      told = before != NULL && text_equal(before, name);
    }
    if (!told) return name;
  }
  return NULL;
}
