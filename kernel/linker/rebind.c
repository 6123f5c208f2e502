// SPDX-License-Identifier: Apache-2.0
// Turns everybody who reached a replaced cell to its successor: importers' slots and rows, dependents' rows, and the
// flags of who goes.
#include "kernel/linker/internal.h"

RAW_BEGIN

static const char *label_of(const struct linker_draft *draft, uint32_t cell) {
  return linker_draft_text(draft, linker_draft_cell(draft, cell)->label);
}

static bool satisfies(const struct linker_draft *draft, uint32_t cell, const char *label) {
  const struct graph_cell *row = linker_draft_cell(draft, cell);
  if (linker_same(linker_draft_text(draft, row->label), label)) return true;
  for (uint32_t i = 0; i < row->provides.count; i++)
    if (linker_same(linker_draft_text(draft, linker_provides(draft, row->provides.first + i)->label), label))
      return true;
  return false;
}

// An import of a live cell that stays: `wanted` is what the old version exported.
static status_t refuse_import(const struct linker_draft *draft, const struct graph_import *import, uint32_t old,
                              uint32_t successor, uint32_t found, struct linker_error *error) {
  const char *name = graph_string(draft->region, import->name), *importer = label_of(draft, import->cell);
  if (successor == GRAPH_NONE)
    return LINKER_REFUSE(error, INVALID, "%s calls %s of %s, which would go; remove %s first", importer, name,
                         label_of(draft, old), importer);
  if (found == GRAPH_NONE)
    return LINKER_REFUSE(error, INVALID,
                         "%s no longer exports %s, which %s calls; keep the function, or swap %s in the same set",
                         label_of(draft, successor), name, importer, importer);
  return LINKER_REFUSE(
      error, INVALID,
      "%s changed the public header of %s (%016lx, was %016lx; `types %s` shows how), which %s was compiled against; "
      "build %s too and swap both in one set",
      label_of(draft, successor), name, (unsigned long)linker_export(draft, found)->abi,
      (unsigned long)graph_export(draft->region, import->export_index)->abi, name, importer, importer);
}

static bool fits(const struct linker_draft *draft, uint32_t old, uint32_t new) {
  const struct graph_export *before = graph_export(draft->region, old), *after = linker_export(draft, new);
  return before->abi == after->abi && before->kind == after->kind &&
         linker_type_id(draft, before) == linker_type_id(draft, after);
}

// What retired cells import goes along where it can, for tasks that are still inside them.
static status_t rebind_import(struct linker_draft *draft, uint32_t index, uint32_t old, uint32_t successor,
                              struct linker_error *error) {
  const struct graph_import *import = graph_import(draft->region, index);
  uint32_t found = GRAPH_NONE;
  if (successor != GRAPH_NONE)
    found = linker_export_called(draft, linker_draft_cell(draft, successor), graph_string(draft->region, import->name));
  if (found == GRAPH_NONE || !fits(draft, import->export_index, found))
    return linker_draft_stays(draft, import->cell) ? refuse_import(draft, import, old, successor, found, error) : OK;
  uint64_t row = linker_row_address(REGION_IMPORTS, index, sizeof *import);
  status_t status = linker_patch(draft, row + offsetof(struct graph_import, export_index),
                                 found | (uint64_t)import->form << 32, error);
  if (status != OK || import->form == GRAPH_BY_GATE) return status;  // the gate leads to the successor
  return linker_patch(draft, import->slot, linker_export(draft, found)->address, error);
}

static status_t rebind_dep(struct linker_draft *draft, uint32_t index, uint32_t successor, struct linker_error *error) {
  const struct graph_dep *dep = graph_dep(draft->region, index);
  const char *label = graph_string(draft->region, dep->label);
  bool holds = successor != GRAPH_NONE && satisfies(draft, successor, label);
  if (!holds && linker_draft_stays(draft, dep->cell))
    return LINKER_REFUSE(error, INVALID, "%s depends on %s, which %s; it would be left behind: %s",
                         label_of(draft, dep->cell), label,
                         successor == GRAPH_NONE ? "would go" : "the new cell neither is nor provides",
                         successor == GRAPH_NONE ? "remove it first" : "choose a cell that provides it");
  if (!holds) return OK;
  return linker_patch(draft, linker_row_address(REGION_DEPS, index, sizeof *dep), dep->cell | (uint64_t)successor << 32,
                      error);
}

static status_t retire(struct linker_draft *draft, uint32_t old, struct linker_error *error) {
  const struct graph_cell *cell = graph_cell(draft->region, old);
  uint32_t flags = (cell->flags & ~(uint32_t)GRAPH_LIVE) | GRAPH_RETIRED;
  return linker_patch(draft, linker_row_address(REGION_CELLS, old, sizeof *cell), cell->label | (uint64_t)flags << 32,
                      error);
}

// Everything that leads to one replaced cell.
static status_t rebind(struct linker_draft *draft, uint32_t old, uint32_t successor, struct linker_error *error) {
  struct graph_range exports = graph_cell(draft->region, old)->exports;
  uint32_t count;
  status_t status = OK;
  const struct graph_import *imports = linker_table(draft->region, REGION_IMPORTS, sizeof *imports, &count);
  for (uint32_t i = 0; i < count && status == OK; i++)
    if (imports[i].export_index - exports.first < exports.count)
      status = rebind_import(draft, i, old, successor, error);
  const struct graph_dep *deps = linker_table(draft->region, REGION_DEPS, sizeof *deps, &count);
  for (uint32_t i = 0; i < count && status == OK; i++)
    if (deps[i].provider == old) status = rebind_dep(draft, i, successor, error);
  return status;
}

status_t linker_draft_rebind(struct linker_draft *draft, struct linker_error *error) {
  status_t status = OK;
  for (uint32_t i = 0; i < draft->replaced_count && status == OK; i++) {
    status = rebind(draft, draft->replaced[i].old, draft->replaced[i].successor, error);
    if (status == OK) status = retire(draft, draft->replaced[i].old, error);
  }
  return status;
}

status_t linker_draft_remove(struct linker_draft *draft, uint32_t old, struct linker_error *error) {
  if (draft->replaced_count == LINKER_SET)
    return LINKER_REFUSE(error, INVALID, "more than %d cells in a set", LINKER_SET);
  draft->replaced[draft->replaced_count].old = old;
  draft->replaced[draft->replaced_count++].successor = GRAPH_NONE;
  return OK;
}

RAW_END
