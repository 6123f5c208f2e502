// SPDX-License-Identifier: Apache-2.0
// rule_kinds: what a function does itself or by those of its own cell that are part of it, held against its kind. Calls of functions with a kind of
// their own count by that kind, calls through pointers by AS(KIND) of the field or parameter, or else as what the caller may do.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/rules/kinds/inside.h"

// What is stored to, for a sentence; false: it is the function's own or its caller's.
static bool is_shared(const struct judged *judged, const struct origin *target, char *text, size_t size) {
  const struct function *function = judged->function;
  char name[TEXT / 2];
  const char *parameter = target->number < function->parameter_count ? function->parameters[target->number]->name : "?";
  switch (target->kind) {
  case ORIGIN_STATE:
    reach_name(target->variable, target->offset, name, sizeof name);
    snprintf(text, size, "state '%s'", name);
    return true;
  case ORIGIN_REACHED: snprintf(text, size, "what state '%s' leads to", target->variable->name); return true;
  case ORIGIN_CALL: {
    const struct function *callee = target->instruction->function;
    if (callee != NULL)
      snprintf(text, size, "what '%s' gave", callee->name);
    else
      snprintf(text, size, "what a call through a pointer gave");
    return true;
  }
  case ORIGIN_BEHIND: snprintf(text, size, "what the parameter '%s' leads to", parameter); return true;
  case ORIGIN_PARAMETER: {
    if (target->number >= function->parameter_count) return false;
    const struct type *type = function->parameters[target->number]->type;
    bool is_owned = type->kind == TYPE_POINTER && (type->to->plain->marks & MARK_OWNED) != 0;
    bool is_number = type->kind != TYPE_POINTER;
    if (is_number) snprintf(text, size, "the memory at '%s'", parameter);
    if (is_owned) snprintf(text, size, "the object '%s'", parameter);
    return is_owned || is_number;
  }
  case ORIGIN_UNKNOWN: snprintf(text, size, "memory that cellcheck cannot name"); return true;
  default: return false;
  }
}

static const struct instruction *uncast(const struct function *function, value_t value) {
  const struct instruction *in = ir_at(function, value);
  while (in != NULL && in->op == OP_CAST)
    in = ir_at(function, in->a);
  return in;
}

// x = x + y, x++ and the like: made again, it happens twice.
static bool moves_on(const struct effect *leaf) {
  const struct function *function = leaf->in;
  const struct instruction *store = &function->code[leaf->at];
  if (store->op != OP_STORE) return false;
  const struct instruction *sum = uncast(function, store->b);
  if (sum == NULL || sum->op != OP_BINARY) return false;
  const struct instruction *before = uncast(function, sum->a), *to = ir_at(function, store->a);
  if (before == NULL || before->op != OP_LOAD) return false;
  const struct instruction *from = ir_at(function, before->a);
  return from == to || (from->op == to->op && from->op == OP_FIELD && from->field == to->field) ||
         (from->op == OP_LOAD && to->op == OP_LOAD && ir_at(function, from->a)->op == OP_ADDRESS &&
          ir_at(function, to->a)->op == OP_ADDRESS &&
          ir_at(function, from->a)->variable == ir_at(function, to->a)->variable);
}

static void judge_store(const struct judged *judged, const struct effect *effect, struct reports *reports) {
  char what[TEXT], message[TEXT + 64];
  if (judged->kind == KIND_ATOMIC || effect->in_transaction) return;
  bool is_read = judged->kind == KIND_READ;
  if (is_shared(judged, effect->target, what, sizeof what)) {
    snprintf(message, sizeof message, "%s is changed by a %s function", what, kind_name(judged->kind));
    tell(reports, is_read ? RULE_KIND_READ : RULE_KIND_STORES, judged, effect,
         is_read ? "make it ATOMIC, or leave the change to an ATOMIC function that its callers call"
                 : "change it in an ATOMIC function of this cell, and call that",
         message);
  } else if (judged->function->kind == KIND_STEPS && effect->target->kind == ORIGIN_PARAMETER &&
             moves_on(effect_leaf(effect))) {
    snprintf(message, sizeof message,
             "the client's '%s' is moved on by the STEPS function itself: made again, it moves twice",
             judged->function->parameters[effect->target->number]->name);
    tell(reports, RULE_KIND_STORES, judged, effect,
         "move it on in the ATOMIC function that has the effect, so that both happen or neither does", message);
  }
}

static void judge_wait(const struct judged *judged, const struct effect *effect, const char *name, const char *why,
                       struct reports *reports) {
  char message[2 * TEXT];
  snprintf(message, sizeof message, "%s %s, in %s function", name, why,
           judged->kind == KIND_READ ? "a READ" : "an ATOMIC");
  tell(reports, RULE_KIND_BLOCKS, judged, effect,
       "answer WAITING and let a STEPS function wait, or make the function STEPS", message);
}

static void judge_call(const struct judged *judged, const struct effect *effect, struct reports *reports) {
  const struct effect *leaf = effect_leaf(effect);
  const struct function *callee = effect->callee;
  enum kind kind = callee != NULL ? callee->kind : reach_pointer_kind(leaf->in, &leaf->in->code[leaf->at]);
  uint32_t marks = callee != NULL ? callee->marks : 0;
  char name[TEXT], message[2 * TEXT];
  if (callee != NULL)
    snprintf(name, sizeof name, "'%s'", callee->name);
  else
    snprintf(name, sizeof name, "what the pointer leads to");
  bool may_wait = judged->kind == KIND_STEPS;
  if (!may_wait && kind == KIND_STEPS) judge_wait(judged, effect, name, "is STEPS, and so may wait", reports);
  if (!may_wait && kind != KIND_STEPS && (marks & MARK_BLOCKS) != 0)
    judge_wait(judged, effect, name, "waits (BLOCKS)", reports);
  if (judged->kind == KIND_READ && kind == KIND_ATOMIC) {
    snprintf(message, sizeof message, "%s is ATOMIC, and so may change what is shared, in a READ function", name);
    tell(reports, RULE_KIND_READ, judged, effect, "make the function ATOMIC, or call what only reads", message);
  }
  if ((marks & MARK_CLOCK) != 0 && judged->kind == KIND_ATOMIC) {
    snprintf(message, sizeof message, "%s reads a clock, in an ATOMIC function: made again, it reads another time",
             name);
    tell(reports, RULE_KIND_CLOCK, judged, effect, "take the time as an argument: the caller reads the clock", message);
  }
  bool is_declared = judged->function->kind == KIND_READ || judged->is_plain;
  bool hides_clock = judged->kind == KIND_READ && is_declared && (judged->function->marks & MARK_CLOCK) == 0;
  if ((marks & MARK_CLOCK) != 0 && hides_clock) {
    snprintf(message, sizeof message, "%s reads a clock, and the declaration of '%s' does not say so", name,
             judged->function->name);
    tell(reports, RULE_KIND_CLOCK, judged, effect,
         judged->is_plain ? "write CLOCK before the declaration" : "write CLOCK behind READ in the declaration",
         message);
  }
  if ((marks & MARK_FOREVER) != 0 && judged->kind != KIND_STEPS && !judged->is_after) {
    snprintf(message, sizeof message, "what %s does cannot be undone, and here the transaction can be", name);
    tell(reports, RULE_KIND_FOREVER, judged, effect,
         "call it by AFTER: then it is done when the transaction has committed", message);
  }
}

static void judge(const struct judged *judged, void *context) {
  struct reports *reports = context;
  const struct summary *summary = judged->summary;
  for (uint32_t i = 0; i < summary->effect_count; i++) {
    if (summary->effects[i]->kind == EFFECT_STORE) judge_store(judged, summary->effects[i], reports);
    if (summary->effects[i]->kind == EFFECT_CALL) judge_call(judged, summary->effects[i], reports);
  }
}

static void wrong(const struct function *in, const struct variable *table, struct place at,
                  const struct function *function, enum kind said, void *context) {
  enum rule rule = function->kind == KIND_STEPS ? RULE_KIND_BLOCKS : RULE_KIND_READ;
  static const char mend[] = "give it a function of that kind";
  static const char format[] = "'%s' is %s, and what is called through here has to be %s";
  const struct note note = {function->header.file != NULL ? function->header : function->place, "declared here"};
  if (table != NULL)
    report_variable(context, rule, table, at, &note, 1, mend, format, function->name, kind_name(function->kind),
                    kind_name(said));
  else
    report(context, rule, in, at, &note, 1, mend, format, function->name, kind_name(function->kind), kind_name(said));
}

void rule_kinds(const struct cell *cell, struct reports *reports) {
  if (!reach_is_wanted(cell)) return;
  judge_all(cell, judge, wrong, reports);
  reach_tell_unseen(reach_of(cell), reports);
}
