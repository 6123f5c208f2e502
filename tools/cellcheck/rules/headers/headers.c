// SPDX-License-Identifier: Apache-2.0
// rule_headers: what a cell exports is what its public headers declare, and these hold no code, which importers would compile into themselves and keep.
#include <string.h>

#include "tools/cellcheck/report.h"

static const struct source *source_of(const struct cell *cell, const char *file) {
  for (uint32_t i = 0; file != NULL && i < cell->source_count; i++)
    if (strcmp(cell->sources[i].path, file) == 0) return &cell->sources[i];
  return NULL;
}

static bool has_kind(const struct function *function) {
  return function->kind == KIND_READ || function->kind == KIND_ATOMIC || function->kind == KIND_STEPS;
}

static void check_export(const struct function *function, struct reports *reports) {
  bool is_exported = function->is_exported || has_kind(function);
  if (!is_exported || function->is_public || !function->is_own || (function->marks & MARK_CALLBACK) != 0) return;
  if (function->is_static) {
    report(reports, RULE_HEADER_EXPORT, function, function->place, NULL, 0,
           "take the kind away: a static function is part of whoever calls it; or RAW_STATIC for one that touches "
           "hardware",
           "'%s' is static, and yet has a kind, which exports it", function->name);
    return;
  }
  struct note note = {function->header, "declared in this header, which is private"};
  report(reports, RULE_HEADER_EXPORT, function, function->place, &note, function->header.file != NULL,
         "declare it with its kind in a public header (hdrs), make it a CELL_CALLBACK, or take the kind away",
         "'%s' is exported, and no public header declares it: nobody can check calls of it", function->name);
}

static void check_body(const struct cell *cell, const struct function *function, struct reports *reports) {
  if (!function->is_defined) return;
  const struct source *source = source_of(cell, function->place.file);
  if (source == NULL || !source->is_public) return;
  report(reports, RULE_HEADER_BODY, function, function->place, NULL, 0,
         "export a function, or move it to //kernel/base if it is plain code that keeps nothing",
         "'%s' has its body in a public header: others keep a copy of it when this cell is swapped", function->name);
}

static bool is_plain_code(const struct cell *cell) {
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    if (!function->is_own || function->is_static) continue;
    if ((function->kind != KIND_NONE && function->is_public) || (function->marks & MARK_CALLBACK) != 0) return false;
  }
  for (uint32_t i = 0; i < cell->variable_count; i++)
    if ((cell->variables[i]->marks & (MARK_STATE | MARK_CPU_STATE | MARK_OPS)) != 0) return false;
  return true;
}

void rule_headers(const struct cell *cell, struct reports *reports) {
  bool is_plain = is_plain_code(cell);  // it exports nothing and keeps nothing: each cell links a copy of its own
  for (uint32_t i = 0; i < cell->function_count; i++) {
    check_export(cell->functions[i], reports);
    if (!is_plain) check_body(cell, cell->functions[i], reports);
  }
}
