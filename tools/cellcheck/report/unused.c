// SPDX-License-Identifier: Apache-2.0
// unused: finds each CELL_UNSAFE that excuses nothing. All that the rules find is known here; what tools/journal refuses is not, so a function
// with something that it would refuse is believed (docs/journal.md).
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/report/memory.h"
#include "tools/cellcheck/report/reports.h"

// In the function's own frame, where nothing is logged.
static bool is_in_frame(const struct function *function, value_t address) {
  const struct instruction *at = ir_at(function, address);
  while (at != NULL && (at->op == OP_FIELD || at->op == OP_ELEMENT || at->op == OP_CAST))
    at = ir_at(function, at->a);
  return at != NULL && at->op == OP_ADDRESS && at->variable->storage <= STORAGE_HIDDEN;
}

// Relative to a segment.
static bool is_elsewhere(const struct function *function, value_t address) {
  const struct instruction *at = ir_at(function, address);
  return at != NULL && at->type != NULL && at->type->name != NULL && strstr(at->type->name, "address_space(") != NULL;
}

static bool takes_volatile(const struct function *function, const struct instruction *call) {
  for (uint32_t i = 0; i < call->argument_count; i++) {
    const struct instruction *at = ir_at(function, call->arguments[i]);
    while (at != NULL && at->op == OP_CAST && at->is_implicit)
      at = ir_at(function, at->a);
    if (at != NULL && at->type != NULL && at->type->kind == TYPE_POINTER && at->type->to->is_volatile) return true;
  }
  return false;
}

// What tools/journal may refuse, as it cannot be logged: assembler, volatile stores, those relative to a segment, builtins that may write.
static bool may_be_refused(const struct function *function, const struct instruction *code) {
  switch (code->op) {
  case OP_ASM: return code->text == NULL || code->text[0] != 0;
  case OP_STORE:
  case OP_ZERO: return !is_in_frame(function, code->a) && (code->is_volatile || is_elsewhere(function, code->a));
  case OP_ANY: return code->text != NULL && strncmp(code->text, "__builtin_ia32_", 15) == 0;
  case OP_CALL: {
    const struct function *callee = code->function;
    if (callee == NULL || callee->is_defined) return false;
    return strncmp(callee->name, "__builtin_", 10) == 0 || takes_volatile(function, code);
  }
  default: return false;
  }
}

struct reached {
  const struct function **functions;
  uint32_t count, room;
};

static void reach(struct reached *reached, const struct function *function) {
  for (uint32_t i = 0; i < reached->count; i++)
    if (reached->functions[i] == function) return;
  if (reached->count == reached->room) {
    reached->room = reached->room * 2 + 8;
    reached->functions = report_resize(reached->functions, reached->room, sizeof *reached->functions);
  }
  reached->functions[reached->count++] = function;
}

// Whether the journal may need it. What stands in an inline function counts for those into which it is put.
static bool may_be_the_journals(const struct function *function) {
  if (function->kind == KIND_RAW) return false;  // there it refuses nothing
  struct reached reached = {0};
  bool is_refused = false;
  reach(&reached, function);
  for (uint32_t i = 0; i < reached.count && !is_refused; i++) {
    const struct function *part = reached.functions[i];
    for (value_t at = 1; at < part->code_count && !is_refused; at++) {
      const struct instruction *code = &part->code[at];
      is_refused = may_be_refused(part, code);
      const struct function *callee = code->op == OP_CALL ? code->function : NULL;
      if (callee != NULL && callee->is_inline && callee->is_defined) reach(&reached, callee);
    }
  }
  free(reached.functions);
  return is_refused;
}

// Without the function or variable: its own CELL_UNSAFE must not excuse this.
static void tell(struct reports *reports, struct place place, const char *name) {
  report(reports, RULE_UNSAFE_UNUSED, NULL, place, NULL, 0, "take CELL_UNSAFE away",
         "CELL_UNSAFE of '%s' excuses nothing", name);
}

static void find_in_function(struct reports *reports, const struct function *function) {
  bool is_used = function->unsafe == NULL || reports_excused_by(reports, function->name, function->place) != 0;
  if (!is_used && !may_be_the_journals(function)) tell(reports, function->place, function->name);
  for (uint32_t i = 0; i < function->variable_count; i++) {
    const struct variable *local = function->variables[i];  // nothing is ever reported about one of these
    if (local->unsafe != NULL) tell(reports, local->place, local->name);
  }
}

void reports_find_unused(struct reports *reports, const struct cell *cell) {
  for (uint32_t i = 0; i < cell->function_count; i++)
    if (cell->functions[i]->is_defined && cell->functions[i]->is_own) find_in_function(reports, cell->functions[i]);
  for (uint32_t i = 0; i < cell->variable_count; i++) {
    const struct variable *variable = cell->variables[i];
    if (variable->unsafe == NULL || !variable->is_defined || !reports_own_variable(cell, variable)) continue;
    if (reports_excused_by(reports, variable->name, variable->place) == 0)
      tell(reports, variable->place, variable->name);
  }
}
