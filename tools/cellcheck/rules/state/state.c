// SPDX-License-Identifier: Apache-2.0
// rule_state: static data that is writable is CELL_STATE, which no header offers and no attribute hides.
#include <string.h>

#include "tools/cellcheck/rules/reach/reach.h"
#include "tools/cellcheck/rules/state/inside.h"

static bool is_declared(const struct variable *variable) {
  return (variable->marks & (MARK_STATE | MARK_CPU_STATE | MARK_OPS)) != 0;
}

static const struct source *header_of(const struct cell *cell, const char *file) {
  for (uint32_t i = 0; i < cell->source_count; i++)
    if (cell->sources[i].is_header && file != NULL && strcmp(cell->sources[i].path, file) == 0)
      return &cell->sources[i];
  return NULL;
}

static bool is_own(const struct cell *cell, const struct variable *variable) {
  for (uint32_t i = 0; i < cell->source_count; i++)
    if (variable->place.file != NULL && strcmp(cell->sources[i].path, variable->place.file) == 0) return true;
  return false;
}

// A pointer that could be made to point elsewhere, in a table that was meant to be constant.
static bool only_lacks_const(const struct type *type) {
  while (type->kind == TYPE_ARRAY)
    type = type->to;
  return type->kind == TYPE_POINTER && type->to->is_const;
}

static void check_offered(const struct cell *cell, const struct variable *variable, struct reports *reports) {
  const struct source *header = header_of(cell, variable->header.file);
  if (header == NULL || !header->is_public || variable->storage != STORAGE_GLOBAL) return;
  report_variable(reports, RULE_STATE_EXPORTED, variable, variable->header, NULL, 0,
                  "export a function that gives the value, or a view of it (VIEW_RET)",
                  "'%s' is offered by a header: an address of it that others keep outlives this version of the cell",
                  variable->name);
}

static void check_section(const struct variable *variable, struct reports *reports) {
  if (variable->section == NULL || is_declared(variable)) return;
  report_variable(reports, RULE_STATE_SECTION, variable, variable->place, NULL, 0,
                  "declare it with CELL_STATE(type, name), CELL_CPU_STATE or CELL_OPS, or take the attribute away",
                  "'%s' is put into section '%s', where the graph does not know of it", variable->name,
                  variable->section);
}

static void check_declared(const struct variable *variable, struct reports *reports) {
  if (!variable->is_defined || is_declared(variable) || variable->section != NULL) return;
  if (reach_is_constant(variable)) return;
  const char *mend = "declare it with CELL_STATE(type, name), make it const, or give it to the caller to keep";
  if (only_lacks_const(variable->type)) mend = "write '*const': the pointers in it can be changed as it stands";
  if (variable->storage == STORAGE_STATIC_LOCAL) {
    report_variable(reports, RULE_STATE_LOCAL, variable, variable->place, NULL, 0, mend,
                    "'%s' keeps its value between calls of '%s', and the graph does not know of it", variable->name,
                    variable->in != NULL ? variable->in->name : "?");
    return;
  }
  report_variable(reports, RULE_STATE_UNDECLARED, variable, variable->place, NULL, 0, mend,
                  variable->is_thread ? "'%s' is a thread's own copy of static data: no thread storage exists in a cell"
                                      : "'%s' is writable static data, and the graph does not know of it",
                  variable->name);
}

void rule_state(const struct cell *cell, struct reports *reports) {
  for (uint32_t i = 0; i < cell->variable_count; i++) {
    const struct variable *variable = cell->variables[i];
    if (!is_own(cell, variable) && header_of(cell, variable->header.file) == NULL) continue;
    check_offered(cell, variable, reports);
    check_section(variable, reports);
    check_declared(variable, reports);
  }
  if (!reach_is_wanted(cell)) return;
  state_points(cell, reports);
  state_handles(cell, reports);
}
