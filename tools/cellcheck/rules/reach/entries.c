// SPDX-License-Identifier: Apache-2.0
// Which functions are judged by themselves: all but helpers, for which their callers in this cell answer.
#include "tools/cellcheck/rules/reach/inside.h"

static bool is_seen_by_others(const struct function *function) {
  return !reach_is_part(function) || function->is_exported || function->is_public;
}

static bool has_callers(const struct summary *summary) {
  for (uint32_t i = 0; i < summary->caller_count; i++)
    if (summary->callers[i] != summary) return true;
  return false;
}

// Whoever has its address may call it with anything.
static void look_for_taken(const struct reach *reach, const struct function *function) {
  for (value_t at = 1; at < function->code_count; at++) {
    if (function->code[at].op != OP_FUNCTION) continue;
    struct summary *taken = reach_find(reach, function->code[at].function);
    if (taken != NULL) taken->is_entry = true;
  }
}

static void follow(const struct reach *reach, struct summary *summary) {
  if (summary->is_reached) return;
  summary->is_reached = true;
  for (value_t at = 1; at < summary->function->code_count; at++) {
    const struct instruction *in = &summary->function->code[at];
    struct summary *callee = in->op == OP_CALL ? reach_find(reach, in->function) : NULL;
    if (callee != NULL) follow(reach, callee);
  }
}

void reach_entries(struct reach *reach) {
  for (uint32_t i = 0; i < reach->summary_count; i++) {
    struct summary *summary = &reach->summaries[i];
    summary->is_entry |= is_seen_by_others(summary->function) || !has_callers(summary);
    look_for_taken(reach, summary->function);
  }
  for (uint32_t i = 0; i < reach->cell->variable_count; i++)
    if (reach->cell->variables[i]->value != NULL) look_for_taken(reach, reach->cell->variables[i]->value);
  for (uint32_t i = 0; i < reach->summary_count; i++)
    if (reach->summaries[i].is_entry) follow(reach, &reach->summaries[i]);
  // What is left calls itself in a circle, and nobody calls that.
  for (uint32_t i = 0; i < reach->summary_count; i++) {
    if (reach->summaries[i].is_reached) continue;
    reach->summaries[i].is_entry = true;
    follow(reach, &reach->summaries[i]);
  }
}
