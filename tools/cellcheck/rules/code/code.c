// SPDX-License-Identifier: Apache-2.0
// rule_code: the address of a function that is neither exported nor a CELL_CALLBACK has no gate, so it dies with this version of the cell. It may be called,
// kept in locals and in the cell's own constants, and given to a NOESCAPE parameter; it may not get anywhere where it outlives the call.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/report.h"
#include "tools/cellcheck/rules/reach/reach.h"

enum { TEXT = 240, NOTES = 8 };

// Its callers answer for what they give it and take from it.
static bool is_helper(const struct summary *summary) {
  return !summary->is_entry;
}

static const char mend[] =
    "make '%s' a CELL_CALLBACK, or declare it in a public header: then its address is a gate's, which stays";

// Declared functions of other cells and of plain code: the build knows where these lie.
static bool is_of_cell(const struct function *function) {
  return function->is_defined || function->is_static || function->is_own;
}

static bool has_no_gate(const struct origin *origin) {
  return origin->kind == ORIGIN_FUNCTION && !origin->function->is_exported && is_of_cell(origin->function);
}

struct escape {
  struct reports *reports;
  const struct function *function;  // whose address
  const struct function *in;        // where it escapes
  struct place at;
  struct note notes[NOTES];
  char texts[NOTES][TEXT];
  uint32_t notes_count;
};

static void note(struct escape *escape, struct place at, const char *format, const char *a, const char *b) {
  if (escape->notes_count == NOTES) return;
  snprintf(escape->texts[escape->notes_count], TEXT, format, a, b);
  escape->notes[escape->notes_count] = (struct note){at, escape->texts[escape->notes_count]};
  escape->notes_count++;
}

// Where the address is taken: in the function that the path begins in, or else anywhere.
static void note_taken(struct escape *escape, const struct function *in) {
  for (value_t at = 1; at < in->code_count; at++) {
    const struct instruction *taken = &in->code[at];
    if (taken->op != OP_FUNCTION || taken->function != escape->function) continue;
    if (taken->place.line != escape->at.line || taken->place.file != escape->at.file)
      note(escape, taken->place, "the address of '%s' is taken here%s", escape->function->name, "");
    return;
  }
}

static void tell(struct escape *escape, const char *how, const char *what) {
  char text[TEXT], way[TEXT];
  snprintf(text, sizeof text, mend, escape->function->name);
  snprintf(way, sizeof way, how, what);
  report(escape->reports, RULE_CODE_ADDRESS, escape->in, escape->at, escape->notes, escape->notes_count, text,
         "the address of '%s', which has no gate, %s", escape->function->name, way);
}

// The place of an effect in the cell's own files, and the calls that lead there.
static void place(struct escape *escape, const struct effect *effect) {
  const struct effect *last = effect_place(effect);
  escape->in = last->in;
  escape->at = last->in->code[last->at].place;
  escape->notes_count = 0;
  note_taken(escape, effect->in);
  for (const struct effect *outer = effect; outer != last; outer = outer->inner)
    note(escape, outer->in->code[outer->at].place, "'%s' calls '%s' here", outer->in->name, outer->inner->in->name);
}

static void check_store(const struct effect *effect, const struct function *function, struct reports *reports) {
  struct escape escape = {.reports = reports, .function = function};
  const struct origin *target = effect->target;
  if (target->kind == ORIGIN_STATE || target->kind == ORIGIN_REACHED) return;  // state.points says that
  place(&escape, effect);
  if (target->kind == ORIGIN_PARAMETER || target->kind == ORIGIN_BEHIND)
    tell(&escape, "is stored through the parameter '%s', where it outlives the call",
         target->number < effect->in->parameter_count ? effect->in->parameters[target->number]->name : "?");
  else
    tell(&escape, "is stored into an object that outlives the call%s", "");
}

static bool is_kept_inside(const struct effect *effect) {
  const struct function *callee = effect->callee;
  if (callee == NULL || effect->argument >= callee->parameter_count) return false;
  return (callee->parameters[effect->argument]->marks & MARK_NOESCAPE) != 0;
}

// What is given to a function that prints or copies bytes is not an address to it; a function's own address is, to all others.
static void check_pass(const struct effect *effect, const struct function *function, struct reports *reports) {
  if (is_kept_inside(effect)) return;
  struct escape escape = {.reports = reports, .function = function};
  place(&escape, effect);
  if (effect->callee == NULL)
    tell(&escape, "is passed to a function that is called through a pointer, which may keep it%s", "");
  else
    tell(&escape, "is passed to '%s', whose parameter is not NOESCAPE", effect->callee->name);
}

// A helper stores where its callers say; they are judged.
static bool is_for_callers(const struct summary *summary, const struct effect *effect) {
  bool is_theirs = effect->target->kind == ORIGIN_PARAMETER || effect->target->kind == ORIGIN_BEHIND;
  return is_theirs && is_helper(summary);
}

static void check_function(const struct summary *summary, struct reports *reports) {
  const struct function *function = summary->function;
  for (uint32_t i = 0; i < summary->effect_count; i++) {
    const struct effect *effect = summary->effects[i];
    for (uint32_t j = 0; effect->value != NULL && j < effect->value->count; j++) {
      if (!has_no_gate(effect->value->of[j])) continue;
      if (effect->kind == EFFECT_STORE && !is_for_callers(summary, effect))
        check_store(effect, effect->value->of[j]->function, reports);
      if (effect->kind == EFFECT_PASS) check_pass(effect, effect->value->of[j]->function, reports);
    }
  }
  if (is_helper(summary)) return;  // what it returns, its callers may call
  for (uint32_t i = 0; i < function->block_count; i++) {
    const struct block *block = &function->blocks[i];
    const struct origins *value = block->end == END_RETURN ? reach_value(summary, block->value) : NULL;
    for (uint32_t j = 0; value != NULL && j < value->count; j++) {
      if (!has_no_gate(value->of[j])) continue;
      struct escape escape = {reports, .function = value->of[j]->function, .in = function, .at = block->place};
      note_taken(&escape, function);
      bool is_known = function->is_exported || function->is_public;
      tell(&escape,
           is_known ? "is returned by '%s' to other cells" : "is returned by '%s' to callers that nobody knows",
           function->name);
    }
  }
}

static void check_table(const struct variable *variable, const struct origins *content, struct reports *reports) {
  for (uint32_t i = 0; content != NULL && i < content->count; i++) {
    if (!has_no_gate(content->of[i])) continue;
    char text[TEXT];
    snprintf(text, sizeof text, mend, content->of[i]->function->name);
    report_variable(reports, RULE_CODE_ADDRESS, variable, variable->place, NULL, 0, text,
                    "the address of '%s', which has no gate, is in the table '%s', which others read",
                    content->of[i]->function->name, variable->name);
  }
}

// What is in no version of any cell stays where it is.
static bool stays(const struct cell *cell) {
  // From another workspace it is "@delias//kernel/nucleus".
  const char *label = cell->label != NULL ? strstr(cell->label, "//") : NULL;
  return label != NULL && strcmp(label, "//kernel/nucleus") == 0;
}

void rule_code(const struct cell *cell, struct reports *reports) {
  if (stays(cell) || !reach_is_wanted(cell)) return;
  const struct reach *reach = reach_of(cell);
  for (uint32_t i = 0; i < cell->variable_count; i++)
    if ((cell->variables[i]->marks & MARK_OPS) != 0)
      check_table(cell->variables[i], reach_constant(reach, cell->variables[i]), reports);
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct summary *summary = reach_summary(reach, cell->functions[i]);
    if (summary != NULL) check_function(summary, reports);
  }
}
