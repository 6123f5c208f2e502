// SPDX-License-Identifier: Apache-2.0
// Where holders go: the end of a variable's life, of a block's temporaries, of a function.
#include <string.h>

#include "tools/cellcheck/rules/own/engine.h"

void lose(struct engine *engine, struct frame *frame, uint32_t root) {
  (void)engine;
  for (uint32_t i = 0; i < frame->lost_count; i++)
    if (frame->lost[i] == root) return;
  (void)engine_grow((void **)&frame->lost, &frame->lost_space, frame->lost_count, sizeof *frame->lost);
  frame->lost[frame->lost_count++] = root;
}

static bool is_parameter_of_top(const struct engine *engine, const struct root *root) {
  if (root->kind != ROOT_INITIAL) return false;
  const struct root *base = root_at(engine, root->base);
  if (base->kind != ROOT_VARIABLE) return false;
  for (uint32_t i = 0; i < engine->top->parameter_count; i++)
    if (engine->top->parameters[i] == base->what) return true;
  return false;
}

// The last place that it was stored to cannot hold a pointer.
static bool was_number(const struct engine *engine, const struct state *state, uint32_t root) {
  for (uint32_t event = state->event; event != 0; event = engine->events[event].before) {
    const struct event *at = &engine->events[event];
    if (at->root != root) continue;
    if (at->kind == EVENT_CAST) return true;
    if (at->kind == EVENT_STORED || at->kind == EVENT_MADE) return false;
  }
  return false;
}

static bool was_stored(const struct engine *engine, const struct state *state, uint32_t root) {
  for (uint32_t event = state->event; event != 0; event = engine->events[event].before)
    if (engine->events[event].root == root && engine->events[event].kind != EVENT_BRANCH)
      return engine->events[event].kind != EVENT_MADE || engine->events[event].function == NULL;
  return false;
}

static void tell_lost(struct engine *engine, struct state *state, uint32_t number, struct place at) {
  const struct root *root = root_at(engine, number);
  const char *name = name_of_root(engine, state, number);
  const struct function *right = release_of(engine, root->maker, root->type);
  const char *mend = right != NULL ? text_of(engine, "call %s before, or give it away", right->name)
                                   : "release it before, or give it away";
  if (was_number(engine, state, number) || (engine->lost_number == number && !root->is_number))
    engine_tell(engine, RULE_OWN_CAST, state, number, at, "keep the pointer, or mark what holds the number OWN",
                "'%s' is lost here: it was cast to a number that nobody casts back", name);
  else if (root->maker != NULL && !was_stored(engine, state, number))
    engine_tell(engine, RULE_OWN_IGNORED, state, number, root->place,
                right != NULL ? text_of(engine, "keep the result, and call %s with it", right->name)
                              : "keep the result",
                "what %s returns is owned, and nobody takes it", root->maker->name);
  else
    engine_tell(engine, RULE_OWN_LEAK, state, number, at, mend, "'%s' is lost here, and nobody else holds it", name);
}

void check_lost(struct engine *engine, struct frame *frame, struct state *state, struct place at, struct value kept) {
  for (uint32_t i = 0; i < frame->lost_count; i++) {
    uint32_t root = frame->lost[i];
    if (state_holding(engine, state, root) != HOLDING_MUST || state_is_null(state, root)) continue;
    if ((kept.kind == VALUE_POINT && kept.root == root) || state_holders(state, root) > 0) continue;
    if (!is_parameter_of_top(engine, root_at(engine, root))) tell_lost(engine, state, root, at);
    state_fact(engine, state, root)->holding = HOLDING_MAY;
  }
}

static bool is_deciding(const struct type *type) {
  return (type->kind == TYPE_ENUM && strcmp(type->tag, "status") == 0) || type->kind == TYPE_BOOL;
}

// Whether what is returned says that the caller still owns what it offered.
static bool is_refusal(struct engine *engine, const struct state *state, struct value result) {
  const struct function *top = engine->top;
  if (!is_deciding(top->type->to) || top->parameter_count < 2) return false;
  int truth = value_truth(engine, state, result);
  return top->type->to->kind == TYPE_BOOL ? truth <= 0 : truth >= 0;
}

// Whether the caller finds in what is returned that it got nothing.
static bool is_failure(struct engine *engine, const struct state *state, struct value result) {
  const struct type *type = engine->top->type->to;
  int truth = is_deciding(type) ? value_truth(engine, state, result) : 0;
  return type->kind == TYPE_BOOL ? truth < 0 : truth > 0;
}

static bool is_held_outside(const struct engine *engine, const struct state *state, uint32_t root) {
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    if (at->value.kind == VALUE_POINT && at->value.root == root && !root_is_local(engine, at->root)) return true;
  }
  return false;
}

// With an error the caller owns what it offered, and releases it.
static void check_refused(struct engine *engine, struct state *state, const struct variable *parameter, uint32_t root,
                          struct place at) {
  enum holding holding = state_holding(engine, state, root);
  bool is_gone = holding == HOLDING_RELEASED || holding == HOLDING_MOVED;
  if (!is_gone && (holding != HOLDING_HELD || !is_held_outside(engine, state, root))) return;
  bool is_status = engine->top->type->to->kind == TYPE_ENUM;
  engine_tell(
      engine, RULE_OWN_PARAMETER, state, root, at,
      text_of(engine, "return %s here, or leave '%s' to the caller", is_status ? "OK" : "true", parameter->name),
      "'%s' is taken on this path, but %s is returned, and the caller owns it still", parameter->name,
      is_status ? "an error" : "false");
  state_fact(engine, state, root)->holding = HOLDING_MAY;
}

static void check_parameters(struct engine *engine, struct state *state, struct value result, struct place at) {
  const struct function *top = engine->top;
  for (uint32_t i = 0; i < top->parameter_count; i++) {
    const struct variable *parameter = top->parameters[i];
    if ((parameter->marks & MARK_OWN) == 0 || is_release(engine, top, parameter)) continue;
    if (parameter->type->kind == TYPE_POINTER && parameter->type->to->kind == TYPE_POINTER) continue;
    uint32_t root = root_initial(engine, root_of_variable(engine, parameter), 0, NULL, parameter->type);
    if (top->parameter_count > 1 && is_failure(engine, state, result))
      check_refused(engine, state, parameter, root, at);
    if (state_holding(engine, state, root) != HOLDING_MUST || state_is_null(state, root)) continue;
    if (result.kind == VALUE_POINT && result.root == root && (top->marks & MARK_OWN_RET) != 0) continue;
    if (!is_refusal(engine, state, result) && !counts_references(engine, top)) {
      const struct function *right = release_of(engine, NULL, parameter->type);
      if (right == top) right = NULL;
      engine_tell(engine, RULE_OWN_PARAMETER, state, root, at,
                  right != NULL ? text_of(engine, "call %s on this path, or take the mark OWN away", right->name)
                                : "consume it on this path, or take the mark OWN away",
                  "'%s' is marked OWN and is not consumed on this path", parameter->name);
    }
    state_fact(engine, state, root)->holding = HOLDING_MAY;
  }
}

// What was left in OWN_RET out-parameters, and the caller does not take.
static void check_left(struct engine *engine, struct state *state, struct value result, struct place at) {
  if (!is_failure(engine, state, result)) return;
  bool is_status = engine->top->type->to->kind == TYPE_ENUM;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *binding = &state->bindings[i];
    uint32_t root = binding->value.root;
    if (binding->value.kind != VALUE_POINT || state_holding(engine, state, root) != HOLDING_LEFT) continue;
    if (!content_is_marked(engine, value_point(binding->root, binding->offset, EXACT, binding->field), MARK_OWN_RET))
      continue;
    const struct function *right = release_of(engine, root_at(engine, root)->maker, root_at(engine, root)->type);
    const char *ok = is_status ? "OK" : "true";
    engine_tell(engine, RULE_OWN_LEAK, state, root, at,
                right != NULL ? text_of(engine, "call %s before, or return %s", right->name, ok)
                              : text_of(engine, "release it before, or return %s", ok),
                "'%s' is lost here: the caller takes what is left there on %s only",
                name_of_place(engine, binding->root, binding->offset, binding->field), ok);
    state_fact(engine, state, root)->holding = HOLDING_MAY;
  }
}

// What is owned by members of what stays, where no mark says so.
static void check_members_left(struct engine *engine, struct state *state, struct place at) {
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *binding = &state->bindings[i];
    const struct value *value = &binding->value;
    if (value->kind != VALUE_POINT || value->root == binding->root || root_is_local(engine, binding->root)) continue;
    if (!root_is_symbol(engine, value->root) || state_holding(engine, state, value->root) != HOLDING_MUST) continue;
    if (state_is_null(state, value->root)) continue;
    bool is_whole = value->number == 0 && value->field == NULL;
    bool is_marked = binding->field == NULL || (binding->field->marks & MARK_OWN) != 0;
    if (is_whole && !is_marked)
      engine_tell(engine, RULE_OWN_UNMARKED, state, value->root, engine->events[binding->event].place,
                  text_of(engine, "mark the member '%s' OWN", binding->field->name),
                  "'%s' goes out in the member '%s', which is not marked as owning",
                  name_of_root(engine, state, value->root), binding->field->name);
    state_fact(engine, state, value->root)->holding = HOLDING_MAY;
  }
  (void)at;
}

static void check_result(struct engine *engine, struct state *state, struct value result, struct place at) {
  const struct function *top = engine->top;
  if (result.kind != VALUE_POINT || !root_is_symbol(engine, result.root) || !engine->is_marked) return;
  if (state_holding(engine, state, result.root) != HOLDING_MUST || (top->marks & MARK_OWN_RET) != 0) return;
  if (state_is_null(state, result.root)) return;
  engine_tell(engine, RULE_OWN_UNMARKED, state, result.root, at, text_of(engine, "mark %s OWN_RET", top->name),
              "'%s' is owned and returned, but %s is not marked OWN_RET", name_of_root(engine, state, result.root),
              top->name);
}

static bool result_keeps(const struct state *state, struct value result, uint32_t root) {
  if (result.kind != VALUE_STRUCT) return result.kind == VALUE_POINT && result.root == root;
  for (uint32_t i = state_first(state, result.root, result.number);
       i < state->binding_count && state->bindings[i].root == result.root; i++)
    if (state->bindings[i].value.kind == VALUE_POINT && state->bindings[i].value.root == root) return true;
  return false;
}

void leave_function(struct engine *engine, struct frame *frame, struct state *state, struct value result,
                    struct place at) {
  bool is_top = frame->caller == NULL;
  if (is_top) {
    check_parameters(engine, state, result, at);
    check_left(engine, state, result, at);
    check_result(engine, state, result, at);
    if (result.kind == VALUE_POINT && root_is_symbol(engine, result.root) &&
        state_holding(engine, state, result.root) == HOLDING_MUST) {
      state_fact(engine, state, result.root)->holding = HOLDING_MAY;
      if (engine->is_marked) check_members_left(engine, state, at);
    }
    keep_left(engine, frame, state, result, at);
  }
  for (uint32_t i = 0; i < frame->function->variable_count; i++) {
    const struct variable *variable = frame->function->variables[i];
    if (result.kind == VALUE_STRUCT && root_of_variable(engine, variable) == result.root) continue;
    content_drop_variable(engine, frame, state, variable);
  }
  for (uint32_t i = 0; i < frame->lost_count; i++)
    if (result_keeps(state, result, frame->lost[i])) frame->lost[i] = frame->lost[--frame->lost_count], i--;
  check_lost(engine, frame, state, at, result);
}
