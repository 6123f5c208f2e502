// SPDX-License-Identifier: Apache-2.0
// state.handle: a number that one exported function hands out and another takes to find something in the cell's state stands for what the cell keeps for its
// client. The client cannot own it, the ledger does not know of it, and a version that lays its state out anew makes it mean something else.
//
// Reported is what shows in the code: an ATOMIC or STEPS function hands out the number of an element of a state array that it writes to, or what it stores into a
// field of something shared; another exported function uses a parameter as the number of an element of the same array, or looks for the
// same field. Numbers that nobody hands out (an index to go through a table with) are none, and neither is what is marked OWN_RET: that has an owner.
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/rules/reach/reach.h"
#include "tools/cellcheck/rules/state/inside.h"

enum { TEXT = 200 };

// What names a number: the variable or the field that it is loaded from, the array that two pointers into it are apart in.
struct name {
  const struct variable *variable;
  const struct field *field;
  const struct variable *table;
};

static bool is_number(const struct type *type) {
  return type->kind == TYPE_INTEGER && type->size >= 2;
}

static const struct variable *table_of(const struct origins *where) {
  for (uint32_t i = 0; where != NULL && i < where->count; i++)
    if (where->of[i]->kind == ORIGIN_STATE || where->of[i]->kind == ORIGIN_REACHED) return where->of[i]->variable;
  return NULL;
}

static const struct variable *table_of_origin(const struct origin *origin) {
  return origin->kind == ORIGIN_STATE || origin->kind == ORIGIN_REACHED ? origin->variable : NULL;
}

static bool is_local(const struct origins *where) {
  for (uint32_t i = 0; i < where->count; i++)
    if (where->of[i]->kind != ORIGIN_LOCAL && where->of[i]->kind != ORIGIN_PARAMETER) return false;
  return true;
}

static struct name name_of(const struct summary *summary, value_t value) {
  const struct function *function = summary->function;
  for (const struct instruction *in = ir_at(function, value); in != NULL;) {
    if (in->op == OP_CAST) {
      in = ir_at(function, in->a);
    } else if (in->op == OP_BINARY && (in->arithmetic == ARITHMETIC_ADD || in->arithmetic == ARITHMETIC_SUBTRACT)) {
      if (ir_at(function, in->a)->type->kind == TYPE_POINTER)
        return (struct name){.table = table_of(reach_value(summary, in->a))};
      const struct instruction *by = ir_at(function, in->b);
      if (by == NULL || by->op != OP_CONST) return (struct name){};
      in = ir_at(function, in->a);
    } else if (in->op == OP_LOAD) {
      const struct instruction *from = ir_at(function, in->a);
      if (from->op == OP_ADDRESS) return (struct name){.variable = from->variable};
      if (from->op == OP_FIELD) return (struct name){.field = from->field};
      return (struct name){};
    } else {
      return (struct name){};
    }
  }
  return (struct name){};
}

static bool is_same_name(struct name a, struct name b) {
  return (a.variable != NULL && a.variable == b.variable) || (a.field != NULL && a.field == b.field);
}

struct search {
  const struct cell *cell;
  const struct reach *reach;
  struct reports *reports;
  const struct summary *maker;
  struct place handed;  // where the number leaves
};

static bool is_integer_parameter(const struct function *function, const struct origins *value, uint32_t *number) {
  for (uint32_t i = 0; value != NULL && i < value->count; i++) {
    if (value->of[i]->kind != ORIGIN_PARAMETER || value->of[i]->number >= function->parameter_count) continue;
    if (!is_number(function->parameters[value->of[i]->number]->type)) continue;
    *number = value->of[i]->number;
    return true;
  }
  return false;
}

static void tell(struct search *search, const struct summary *taker, const struct effect *effect, uint32_t parameter,
                 const char *what) {
  const struct effect *leaf = effect_leaf(effect);
  char taken[TEXT];
  snprintf(taken, sizeof taken, "'%s' takes it as '%s' and finds %s by it here", taker->function->name,
           taker->function->parameters[parameter]->name, what);
  struct note note = {leaf->in->code[leaf->at].place, taken};
  report(search->reports, RULE_STATE_HANDLE, search->maker->function, search->handed, &note, 1,
         "let the client own an object that is its own cursor, hand out an OWNED pointer, or mark what it owns OWN_RET",
         "the number that '%s' hands out names something that this cell keeps for its client",
         search->maker->function->name);
}

// Looks for an exported function that takes the number.
static bool find_taker(struct search *search, const struct variable *table, const struct field *field) {
  for (uint32_t i = 0; i < search->cell->function_count; i++) {
    const struct function *function = search->cell->functions[i];
    const struct summary *taker = reach_summary(search->reach, function);
    if (taker == NULL || taker == search->maker || function->kind == KIND_NONE || !function->is_public) continue;
    for (uint32_t j = 0; j < taker->effect_count; j++) {
      const struct effect *effect = taker->effects[j];
      uint32_t parameter;
      if (effect->kind != EFFECT_INDEX && effect->kind != EFFECT_COMPARE) continue;
      if (!is_integer_parameter(function, effect->value, &parameter)) continue;
      char what[TEXT];
      bool hit = false;
      if (effect->kind == EFFECT_INDEX && table != NULL && table_of_origin(effect->target) == table) {
        snprintf(what, sizeof what, "an element of '%s'", table->name);
        hit = true;
      } else if (effect->kind == EFFECT_COMPARE && field != NULL && effect->field == field) {
        snprintf(what, sizeof what, "what has it in '%s'", field->name);
        hit = true;
      }
      if (!hit) continue;
      tell(search, taker, effect, parameter, what);
      return true;
    }
  }
  return false;
}

// Whether the element that an address leads to is stored to: the function makes what the number names.
static bool is_written(const struct summary *summary, value_t element) {
  const struct function *function = summary->function;
  for (value_t at = element + 1; at < function->code_count; at++) {
    const struct instruction *in = &function->code[at];
    if (in->op != OP_STORE && in->op != OP_ZERO) continue;
    value_t address = in->a;
    while (address != 0 && address != element && function->code[address].op == OP_FIELD)
      address = function->code[address].a;
    if (address == element) return true;
  }
  return false;
}

// The number has left: what does this function do with what it names?
static void handed_out(struct search *search, value_t value, struct place at) {
  const struct summary *summary = search->maker;
  const struct function *function = summary->function;
  struct name name = name_of(summary, value);
  search->handed = at;
  if (name.table != NULL && find_taker(search, name.table, NULL)) return;
  if (name.field != NULL && find_taker(search, NULL, name.field)) return;
  if (name.variable == NULL) return;
  for (value_t i = 1; i < function->code_count; i++) {
    const struct instruction *in = &function->code[i];
    if (in->op == OP_ELEMENT && in->b != 0 && is_same_name(name, name_of(summary, in->b))) {
      const struct variable *table = table_of(reach_value(summary, in->a));
      if (table != NULL && is_written(summary, i) && find_taker(search, table, NULL)) return;
    }
    if (in->op == OP_STORE && is_same_name(name, name_of(summary, in->b))) {
      const struct instruction *to = ir_at(function, in->a);
      bool is_kept =
          to->op == OP_FIELD && reach_value(summary, in->a) != NULL && !is_local(reach_value(summary, in->a));
      if (is_kept && find_taker(search, NULL, to->field)) return;
    }
  }
}

static void check_maker(struct search *search) {
  const struct summary *summary = search->maker;
  const struct function *function = summary->function;
  for (uint32_t i = 0; i < function->block_count; i++) {
    const struct block *block = &function->blocks[i];
    if (block->end != END_RETURN || block->value == 0 || !is_number(function->type->to)) continue;
    if ((function->marks & MARK_OWN_RET) == 0) handed_out(search, block->value, block->place);
  }
  for (value_t at = 1; at < function->code_count; at++) {
    const struct instruction *in = &function->code[at];
    if (in->op != OP_STORE || !is_number(ir_at(function, in->b)->type)) continue;
    const struct origins *to = reach_value(summary, in->a);
    bool is_out = to != NULL && to->count == 1 && to->of[0]->kind == ORIGIN_PARAMETER && to->of[0]->offset == 0;
    if (!is_out || to->of[0]->number >= function->parameter_count) continue;
    const struct variable *parameter = function->parameters[to->of[0]->number];
    if (parameter->type->kind != TYPE_POINTER || !is_number(parameter->type->to)) continue;
    if ((parameter->marks & (MARK_OWN_RET | MARK_OWN)) == 0) handed_out(search, in->b, in->place);
  }
}

void state_handles(const struct cell *cell, struct reports *reports) {
  struct search search = {.cell = cell, .reach = reach_of(cell), .reports = reports};
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    search.maker = reach_summary(search.reach, function);
    if (search.maker == NULL || !function->is_public) continue;
    if (function->kind == KIND_ATOMIC || function->kind == KIND_STEPS) check_maker(&search);
  }
}
