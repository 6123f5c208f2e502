// SPDX-License-Identifier: Apache-2.0
// What could not be followed is told where it is lost, once, whichever rule would have asked.
#include "tools/cellcheck/rules/reach/inside.h"

static bool is_too_many(const struct origins *value) {
  for (uint32_t i = 0; value != NULL && i < value->count; i++)
    if (value->of[i]->kind == ORIGIN_UNKNOWN && value->of[i]->number == REACH_TOO_MANY) return true;
  return false;
}

// An operand has lost some already, and that is told there.
static bool is_told(const struct summary *summary, const struct instruction *in) {
  bool told = is_too_many(summary->values[in->a]) || is_too_many(summary->values[in->b]);
  for (uint32_t i = 0; i < in->argument_count && !told; i++)
    told = is_too_many(summary->values[in->arguments[i]]);
  return told;
}

static void look_into(const struct summary *summary, struct reports *reports) {
  const struct function *function = summary->function;
  for (value_t at = 1; at < function->code_count; at++) {
    const struct instruction *in = &function->code[at];
    if (is_too_many(summary->values[at]) && !is_told(summary, in))
      report(reports, RULE_FRONT_UNSEEN, function, in->place, NULL, 0,
             "use variables or tables of their own for what has to do with each other",
             "this may be the address of more than %d things: the rest is not followed", REACH_SET_MOST - 1);
  }
}

void reach_tell_unseen(const struct reach *reach, struct reports *reports) {
  for (uint32_t i = 0; i < reach->summary_count; i++) {
    const struct summary *summary = &reach->summaries[i];
    if (!summary->function->is_own) continue;
    look_into(summary, reports);
    // Helpers are part of those that are told of.
    if (summary->is_full && (summary->is_entry || !reach_is_part(summary->function)))
      report(reports, RULE_FRONT_UNSEEN, summary->function, summary->function->place, NULL, 0,
             "split it into functions with kinds of their own",
             "'%s' does more than cellcheck follows: the rest is not held against its kind, nor against the rules of "
             "locks, state and code",
             summary->function->name);
  }
}
