// SPDX-License-Identifier: Apache-2.0
// The stamp of a cell that was checked, and the CELL_UNSAFE that were not needed.
#include <string.h>

#include "tools/cellcheck/report/reports.h"

static uint32_t count_excused(const struct finding *findings, uint32_t count, const char *name) {
  uint32_t excused = 0;
  for (uint32_t i = 0; i < count; i++)
    excused += findings[i].excuse != NULL && strcmp(findings[i].in, name) == 0;
  return excused;
}

static void write_unsafe(FILE *out, struct place at, const char *name, uint32_t excused, const char *reason) {
  fprintf(out, "unsafe %s:%u %s %u %s\n", at.file, at.line, name, excused, reason);
}

void reports_write_stamp(struct reports *reports, const struct cell *cell, const char *label, FILE *out) {
  uint32_t count;
  const struct finding *findings = reports_all(reports, &count);
  fprintf(out, "cell %s\nlines %llu\nreports %u\n", label, (unsigned long long)(cell != NULL ? cell->lines : 0),
          reports_count(reports));
  if (cell == NULL) return;  // nothing could be read, which is a report
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    if (function->unsafe == NULL || !function->is_defined || !function->is_own) continue;
    write_unsafe(out, function->place, function->name, count_excused(findings, count, function->name),
                 function->unsafe);
  }
  for (uint32_t i = 0; i < cell->variable_count; i++) {
    const struct variable *variable = cell->variables[i];
    if (variable->unsafe == NULL || !variable->is_defined) continue;
    write_unsafe(out, variable->place, variable->name, count_excused(findings, count, variable->name),
                 variable->unsafe);
  }
}

// tools/journal needs a CELL_UNSAFE where assembler or an address out of nowhere keeps it from proving that a store is logged.
static bool may_be_the_journals(const struct function *function) {
  for (value_t at = 1; at < function->code_count; at++) {
    const struct instruction *code = &function->code[at];
    if (code->op == OP_ASM || code->is_volatile) return true;
    if (code->op == OP_CALL && code->function == NULL) return true;
    if (code->op != OP_STORE) continue;
    const struct instruction *to = ir_at(function, code->a);
    if (to == NULL || to->op != OP_ADDRESS || to->variable->storage > STORAGE_HIDDEN) return true;
  }
  return false;
}

void reports_find_unused(struct reports *reports, const struct cell *cell) {
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    if (function->unsafe == NULL || !function->is_defined || !function->is_own) continue;
    uint32_t count;
    const struct finding *findings = reports_all(reports, &count);
    if (count_excused(findings, count, function->name) != 0 || may_be_the_journals(function)) continue;
    // Without the function: its own CELL_UNSAFE must not excuse this.
    report(reports, RULE_UNSAFE_UNUSED, NULL, function->place, NULL, 0, "take CELL_UNSAFE away",
           "CELL_UNSAFE of '%s' excuses nothing", function->name);
  }
}
