// SPDX-License-Identifier: Apache-2.0
// Which function is held to which kind.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/rules/kinds/inside.h"

const char *kind_name(enum kind kind) {
  switch (kind) {
  case KIND_READ: return "READ";
  case KIND_ATOMIC: return "ATOMIC";
  case KIND_STEPS: return "STEPS";
  case KIND_RAW: return "RAW";
  case KIND_NONE: break;
  }
  return "of no kind";
}

static const struct instruction *uncast(const struct function *function, value_t value) {
  const struct instruction *in = ir_at(function, value);
  while (in != NULL && in->op == OP_CAST)
    in = ir_at(function, in->a);
  return in;
}

struct contexts {
  const struct reach *reach;
  void (*judge)(const struct judged *judged, void *context);
  void (*wrong)(const struct function *in, const struct variable *table, struct place at,
                const struct function *function, enum kind said, void *context);
  void *context;
};

// Whether a function of that kind may be called where the other is expected. RAW ones answer for themselves.
static bool fits(enum kind kind, enum kind said) {
  return said == KIND_RAW || kind == KIND_RAW || kind <= said;
}

static void goes(const struct contexts *contexts, const struct function *in, const struct variable *table,
                 struct place at, const struct function *function, enum kind said, const char *where, bool is_after) {
  if (function->kind != KIND_NONE) {
    if (!fits(function->kind, said)) contexts->wrong(in, table, at, function, said, contexts->context);
    return;
  }
  struct judged judged = {.function = function, .kind = said, .is_after = is_after, .place = at};
  judged.summary = reach_summary(contexts->reach, function);
  snprintf(judged.why, sizeof judged.why, "'%s' is held to be %s: its address goes to '%s' here", function->name,
           kind_name(said), where);
  if (judged.summary != NULL && said != KIND_RAW) contexts->judge(&judged, contexts->context);
}

static void address_goes(const struct contexts *contexts, const struct function *in, struct place at,
                         const struct origins *value, enum kind said, const char *where, bool is_after) {
  for (uint32_t i = 0; value != NULL && i < value->count; i++)
    if (value->of[i]->kind == ORIGIN_FUNCTION)
      goes(contexts, in, NULL, at, value->of[i]->function, said, where, is_after);
}

static void look_at_call(const struct contexts *contexts, const struct summary *summary, const struct instruction *in) {
  const struct function *callee = in->function;
  if (callee == NULL) return;
  for (uint32_t i = 0; i < in->argument_count && i < callee->parameter_count; i++) {
    const struct variable *parameter = callee->parameters[i];
    if (parameter->kind == KIND_NONE) continue;
    address_goes(contexts, summary->function, in->place, reach_value(summary, in->arguments[i]), parameter->kind,
                 callee->name, (parameter->marks & MARK_FOREVER) != 0);
  }
}

static void look_into(const struct contexts *contexts, const struct summary *summary) {
  for (value_t at = 1; at < summary->function->code_count; at++) {
    const struct instruction *in = &summary->function->code[at];
    if (in->op == OP_CALL) look_at_call(contexts, summary, in);
    if (in->op != OP_STORE) continue;
    const struct instruction *to = ir_at(summary->function, in->a);
    if (to->op == OP_FIELD && to->field->kind != KIND_NONE)
      address_goes(contexts, summary->function, in->place, reach_value(summary, in->b), to->field->kind,
                   to->field->name, false);
  }
}

// Tables and other constants: their initializers are functions of their own, which reach has no summary of.
static void look_into_table(const struct contexts *contexts, const struct variable *variable) {
  const struct function *value = variable->value;
  for (value_t at = 1; at < value->code_count; at++) {
    const struct instruction *in = &value->code[at];
    if (in->op != OP_STORE) continue;
    const struct instruction *to = ir_at(value, in->a), *stored = uncast(value, in->b);
    if (to->op != OP_FIELD || to->field->kind == KIND_NONE || stored->op != OP_FUNCTION) continue;
    goes(contexts, NULL, variable, variable->place, stored->function, to->field->kind, to->field->name, false);
  }
}

// Plain code that others see by its declaration alone. The body of an inline function they see.
static bool is_offered_plain(const struct function *function) {
  bool is_plain = function->kind == KIND_NONE && !function->is_exported;
  return is_plain && function->is_public && !function->is_static && !function->is_inline;
}

void judge_all(const struct cell *cell, void (*judge)(const struct judged *judged, void *context),
               void (*wrong)(const struct function *in, const struct variable *table, struct place at,
                             const struct function *function, enum kind said, void *context),
               void *context) {
  struct contexts contexts = {reach_of(cell), judge, wrong, context};
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    const struct summary *summary = reach_summary(contexts.reach, function);
    if (summary == NULL) continue;
    look_into(&contexts, summary);
    bool is_plain = is_offered_plain(function);
    if ((function->kind == KIND_NONE && !is_plain) || function->kind == KIND_RAW) continue;
    struct judged judged = {.function = function, .kind = is_plain ? KIND_READ : function->kind, .summary = summary};
    judged.is_after = (function->marks & MARK_FOREVER) != 0;
    judged.place = function->header.file != NULL ? function->header : function->place;
    judged.is_plain = is_plain;
    if (is_plain)
      snprintf(judged.why, sizeof judged.why, "'%s' has no kind, so its callers elsewhere take it for READ",
               function->name);
    else
      snprintf(judged.why, sizeof judged.why, "'%s' is %s", function->name, kind_name(function->kind));
    judge(&judged, context);
  }
  for (uint32_t i = 0; i < cell->variable_count; i++)
    if (cell->variables[i]->value != NULL) look_into_table(&contexts, cell->variables[i]);
}
