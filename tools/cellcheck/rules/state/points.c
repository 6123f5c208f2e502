// SPDX-License-Identifier: Apache-2.0
// state.points: what is in state must mean the same to the next version of the cell, so it holds no address of this one's code and constants.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/rules/reach/reach.h"
#include "tools/cellcheck/rules/state/inside.h"

enum { TEXT = 200, NOTES = 8 };

// Whether an address is gone with the version; `text` names what lies there.
static bool is_of_version(const struct origin *origin, char *text, size_t size) {
  switch (origin->kind) {
  case ORIGIN_STRING: {
    bool is_label = origin->instruction->number == 0 && strncmp(origin->instruction->text, "&&", 2) == 0;
    const char *literal = origin->instruction->text != NULL ? origin->instruction->text : "";
    if (is_label) {
      snprintf(text, size, "the label '%s'", literal + 2);
      return true;
    }
    snprintf(text, size, "the literal \"%.24s%s\"", literal, strlen(literal) > 24 ? "..." : "");
    return true;
  }
  case ORIGIN_CONSTANT: snprintf(text, size, "the constant '%s'", origin->variable->name); return true;
  case ORIGIN_FUNCTION:
    snprintf(text, size, "the function '%s'", origin->function->name);
    return origin->function->is_defined && !origin->function->is_exported;
  default: return false;
  }
}

static const char *mend_of(const struct origin *origin) {
  if (origin->kind == ORIGIN_FUNCTION) return "make it a CELL_CALLBACK: then its address is a gate's, which stays";
  return "copy what is there into the state, or keep a number that tells which it is";
}

static struct place place_of(const struct effect *effect, const struct function **in) {
  const struct effect *at = effect_place(effect);
  *in = at->in;
  return at->in->code[at->at].place;
}

static uint32_t path_of(const struct effect *effect, const struct function *end, struct note notes[NOTES],
                        char texts[NOTES][TEXT]) {
  uint32_t count = 0;
  for (; effect->inner != NULL && effect->in != end && count < NOTES - 1; effect = effect->inner) {
    snprintf(texts[count], TEXT, "'%s' calls '%s' here", effect->in->name, effect->inner->in->name);
    notes[count] = (struct note){effect->in->code[effect->at].place, texts[count]};
    count++;
  }
  return count;
}

static void check_store(const struct effect *effect, struct reports *reports) {
  if (effect->kind != EFFECT_STORE || effect->value == NULL) return;
  const struct origin *target = effect->target;
  if (target->kind != ORIGIN_STATE && target->kind != ORIGIN_REACHED) return;
  if ((target->variable->marks & (MARK_STATE | MARK_CPU_STATE)) == 0) return;  // state.undeclared says what is wrong
  for (uint32_t i = 0; i < effect->value->count; i++) {
    char what[TEXT], texts[NOTES][TEXT];
    const struct origin *origin = effect->value->of[i];
    if (!is_of_version(origin, what, sizeof what)) continue;
    const struct function *in;
    struct place at = place_of(effect, &in);
    struct note notes[NOTES];
    uint32_t count = path_of(effect, in, notes, texts);
    bool is_elsewhere = origin->kind == ORIGIN_STRING && origin->instruction->place.line != at.line;
    if (is_elsewhere && count < NOTES) notes[count++] = (struct note){origin->instruction->place, "the literal"};
    report(reports, RULE_STATE_POINTS, in, at, notes, count, mend_of(origin),
           target->kind == ORIGIN_STATE
               ? "the address of %s is stored into state '%s': the next version has it elsewhere"
               : "the address of %s is stored into what state '%s' leads to: the next version has "
                 "it elsewhere",
           what, target->variable->name);
  }
}

static void check_first(const struct variable *variable, const struct origins *content, struct reports *reports) {
  for (uint32_t i = 0; content != NULL && i < content->count; i++) {
    char what[TEXT];
    if (!is_of_version(content->of[i], what, sizeof what)) continue;
    struct place at = content->of[i]->kind == ORIGIN_STRING ? content->of[i]->instruction->place : variable->place;
    report_variable(reports, RULE_STATE_POINTS, variable, at, NULL, 0,
                    content->of[i]->kind == ORIGIN_FUNCTION ? "set it in init, to a CELL_CALLBACK"
                                                            : "set it in init, to a copy in the state",
                    "the first value of state '%s' has the address of %s in it", variable->name, what);
  }
}

void state_points(const struct cell *cell, struct reports *reports) {
  const struct reach *reach = reach_of(cell);
  for (uint32_t i = 0; i < cell->variable_count; i++)
    if ((cell->variables[i]->marks & (MARK_STATE | MARK_CPU_STATE)) != 0)
      check_first(cell->variables[i], reach_constant(reach, cell->variables[i]), reports);
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct summary *summary = reach_summary(reach, cell->functions[i]);
    if (summary == NULL) continue;
    for (uint32_t j = 0; j < summary->effect_count; j++)
      check_store(summary->effects[j], reports);
  }
}
