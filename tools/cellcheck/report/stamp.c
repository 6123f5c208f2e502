// SPDX-License-Identifier: Apache-2.0
// stamp: what the build keeps of a cell that was checked: what is excused in it, and how much of it is RAW.
#include <string.h>

#include "tools/cellcheck/report/reports.h"

bool reports_own_variable(const struct cell *cell, const struct variable *variable) {
  for (uint32_t i = 0; i < cell->source_count; i++)
    if (variable->place.file != NULL && strcmp(cell->sources[i].path, variable->place.file) == 0) return true;
  return false;
}

static void write_unsafe(struct reports *reports, struct place at, const char *name, const char *reason, FILE *out) {
  fprintf(out, "unsafe %s:%u %s %u %s\n", at.file, at.line, name, reports_excused_by(reports, name, at), reason);
}

// Of RAW_STATIC and RAW_PRIVATE ones, and of all between RAW_BEGIN and RAW_END, too: nothing of them is logged.
static uint32_t count_raw(const struct cell *cell) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    count += function->kind == KIND_RAW && function->is_defined && function->is_own;
  }
  return count;
}

void reports_write_stamp(struct reports *reports, const struct cell *cell, const char *label, FILE *out) {
  fprintf(out, "cell %s\nlines %llu\nreports %u\n", label, (unsigned long long)(cell != NULL ? cell->lines : 0),
          reports_count(reports));
  if (cell == NULL) return;  // nothing could be read, which is a report
  fprintf(out, "raw %u\n", count_raw(cell));
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    if (function->unsafe == NULL || !function->is_defined || !function->is_own) continue;
    write_unsafe(reports, function->place, function->name, function->unsafe, out);
  }
  for (uint32_t i = 0; i < cell->variable_count; i++) {
    const struct variable *variable = cell->variables[i];
    if (variable->unsafe == NULL || !variable->is_defined || !reports_own_variable(cell, variable)) continue;
    write_unsafe(reports, variable->place, variable->name, variable->unsafe, out);
  }
}
