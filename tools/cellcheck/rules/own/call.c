// SPDX-License-Identifier: Apache-2.0
// Calls: by the marks of what is called, or by its body.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

enum { FORKS_MOST = 4, DEPTH_MOST = 5, DEPTH_UNMARKED = 2, CODE_MOST = 1500 };
enum : uint64_t { STEPS_INLINED = 100000 };

static const struct type *target(const struct type *type) {
  return type != NULL && type->kind == TYPE_POINTER ? type->to->plain : NULL;
}

static bool is_deciding(const struct type *type) {
  return (type->kind == TYPE_ENUM && strcmp(type->tag, "status") == 0) || type->kind == TYPE_BOOL;
}

static bool is_symbol_held(const struct engine *engine, const struct state *state, struct value value,
                           enum holding holding) {
  return value.kind == VALUE_POINT && root_is_symbol(engine, value.root) &&
         state_holding(engine, state, value.root) == holding;
}

static void loosen(struct engine *engine, struct state *state, struct value value) {
  if (is_symbol_held(engine, state, value, HOLDING_MUST)) state_fact(engine, state, value.root)->holding = HOLDING_MAY;
}

// ---- What a call does by its marks ----

struct call {
  const struct instruction *at;
  value_t number;
  const struct function *function;  // null: through a pointer
  struct value *values;             // of the arguments
};

static struct value own(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                        uint8_t slot, const struct type *type) {
  struct value value = made_value(engine, frame, state, call->number, slot, type);
  struct root *root = root_at(engine, value.root);
  root->maker = call->function;
  root->is_number = type->kind != TYPE_POINTER;
  root->place = call->at->place;
  event_add(
      engine, state,
      (struct event){.kind = EVENT_MADE, .root = value.root, .function = call->function, .place = call->at->place});
  struct fact *fact = state_fact(engine, state, value.root);
  fact->holding = HOLDING_MUST;
  fact->made = state->event;
  const struct type *to = target(type);
  fact->is_zeroed = to != NULL && to->kind == TYPE_VOID;
  lose(engine, frame, value.root);
  return value;
}

static bool is_taken_whole(const struct variable *parameter) {
  const struct type *to = target(parameter->type);
  return to != NULL && to->kind == TYPE_POINTER;
}

static bool is_only_parameter(const struct function *function) {
  return function->parameter_count == 1;
}

// The address of a pointer may be that of an array, all of which is taken.
static void loosen_others(struct engine *engine, struct state *state, struct value first) {
  for (uint32_t i = state_first(state, first.root, first.number + 1);
       i < state->binding_count && state->bindings[i].root == first.root; i++) {
    const struct binding *other = &state->bindings[i];
    if (other->field != first.field || other->value.kind != VALUE_POINT) continue;
    loosen(engine, state, other->value);
    if (is_symbol_held(engine, state, other->value, HOLDING_LEFT))
      state_fact(engine, state, other->value.root)->holding = HOLDING_MAY;
  }
}

// An OWN argument. With an error where there are others: the caller's still.
static void give(struct engine *engine, struct frame *frame, struct state *state, const struct call *call, uint32_t i,
                 int outcome) {
  const struct variable *parameter = call->function->parameters[i];
  struct value value = call->values[i];
  if (is_taken_whole(parameter)) {
    if (value.kind != VALUE_POINT) return;
    struct value content = content_load(engine, frame, state, value, call->number, target(parameter->type));
    if (outcome < 0)
      loosen(engine, state, content);
    else
      release_value(engine, frame, state, content, 0, call->function, parameter, call->at->place);
    if (outcome >= 0) loosen_others(engine, state, value);
    if (value.exactness == EXACT)
      state_bind(state, value.root, value.number, outcome > 0 ? value_number(0) : (struct value){0}, value.field);
    return;
  }
  if (outcome >= 0 || is_only_parameter(call->function)) {
    release_value(engine, frame, state, value, call->at->arguments[i], call->function, parameter, call->at->place);
    if (outcome < 0 && value.kind == VALUE_POINT) {
      enum holding holding = state_holding(engine, state, value.root);
      if (holding == HOLDING_RELEASED || holding == HOLDING_MOVED)
        state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    }
    return;
  }
  use_value(engine, frame, state, value, call->at->arguments[i], call->at->place);
}

static void lend(struct engine *engine, struct frame *frame, struct state *state, const struct call *call, uint32_t i) {
  const struct variable *parameter =
      call->function != NULL && i < call->function->parameter_count ? call->function->parameters[i] : NULL;
  struct value value = call->values[i];
  if (value.kind != VALUE_POINT) return;
  const struct type *type = parameter != NULL ? parameter->type : frame->function->code[call->at->arguments[i]].type;
  if (type->kind == TYPE_POINTER)
    use_value(engine, frame, state, value, call->at->arguments[i], call->at->place);
  else if (parameter != NULL)
    use_number(engine, frame, state, value, call->at->arguments[i], call->function, call->at->place);
}

// What an OWN_RET or VIEW_RET parameter leaves.
static void leave(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                  uint32_t i) {
  const struct variable *parameter = call->function->parameters[i];
  struct value out = call->values[i];
  const struct type *type = target(parameter->type);
  if (type == NULL || out.kind != VALUE_POINT) return;
  struct value value;
  if (parameter->marks & MARK_OWN_RET) {
    value = own(engine, frame, state, call, (uint8_t)(i + 1), type);
    if (type->kind == TYPE_POINTER) value_assume(engine, state, value, true);
  } else {
    value = made_value(engine, frame, state, call->number, (uint8_t)(i + 1), type);
    root_at(engine, value.root)->is_view = true;
  }
  content_store(engine, frame, state, out, value, type, call->at->place, call->at->arguments[i]);
}

static void touch(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                  uint32_t i) {
  (void)frame;
  const struct instruction *argument = &frame->function->code[call->at->arguments[i]];
  const struct type *type = argument->type;
  if (call->function != NULL && i < call->function->parameter_count) type = call->function->parameters[i]->type;
  const struct type *to = type != NULL && type->kind == TYPE_POINTER ? type->to : NULL;
  if (to == NULL || to->is_const || to->kind == TYPE_FUNCTION) return;
  content_forget(engine, state, call->values[i], to->kind == TYPE_VOID ? NULL : to->plain);
}

// outcome: 1 OK, -1 an error, 0 there is none, or it is not known.
static void apply(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                  int outcome) {
  for (uint32_t i = 0; i < call->at->argument_count; i++) {
    const struct variable *parameter =
        call->function != NULL && i < call->function->parameter_count ? call->function->parameters[i] : NULL;
    uint32_t marks = parameter != NULL ? parameter->marks : 0;
    if (marks & MARK_OWN) {
      give(engine, frame, state, call, i, outcome);
    } else if (marks & (MARK_OWN_RET | MARK_VIEW_RET)) {
      if (outcome >= 0) leave(engine, frame, state, call, i);
    } else {
      lend(engine, frame, state, call, i);
      if ((marks & MARK_RETAINS) != 0 && outcome >= 0) {
        keep_passed(engine, frame, state, call->values[i], call->at->arguments[i], call->function, call->at->place);
        loosen(engine, state, call->values[i]);
      } else {
        touch(engine, frame, state, call, i);
      }
    }
  }
}

static void set_result(struct engine *engine, struct frame *frame, struct state *state, const struct call *call) {
  const struct type *type = call->at->type;
  uint32_t marks = call->function != NULL ? call->function->marks : 0;
  if (type->kind == TYPE_VOID) return;
  struct value result;
  if ((marks & MARK_OWN_RET) != 0 && type->kind != TYPE_STRUCT) {
    result = own(engine, frame, state, call, 0, type);
  } else if (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) {
    result = (struct value){0};
  } else {
    result = made_value(engine, frame, state, call->number, 0, type);
    root_at(engine, result.root)->is_view = (marks & MARK_VIEW_RET) != 0;
  }
  frame->values[call->number] = result;
}

static bool is_decided(const struct call *call) {
  if (call->function == NULL || !is_deciding(call->at->type)) return false;
  for (uint32_t i = 0; i < call->function->parameter_count; i++)
    if (call->function->parameters[i]->marks & (MARK_OWN | MARK_OWN_RET | MARK_RETAINS)) return true;
  return false;
}

// Nobody knows which of the calls before has failed.
static void loosen_all(struct engine *engine, struct state *state, struct place at) {
  bool is_lost = false;
  for (uint32_t i = 0; i < state->fact_count; i++) {
    struct fact *fact = &state->facts[i];
    if (fact->holding != HOLDING_MUST && fact->holding != HOLDING_MOVED) continue;
    is_lost |= fact->holding == HOLDING_MUST;
    fact->holding = HOLDING_MAY;
  }
  if (is_lost)
    engine_tell_unseen(
        engine, at, "look at the answer of each call before the next",
        "the answers of more than %d calls decide what is owned here, and none of them was looked at: what "
        "is lost behind them is not seen",
        FORKS_MOST);
}

static void call_by_marks(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                          after_call *after) {
  bool is_used = frame->is_used[call->number];
  if (!is_decided(call) || (!is_used && is_only_parameter(call->function))) {
    apply(engine, frame, state, call, 0);
    set_result(engine, frame, state, call);
    after(engine, frame, state, call->number);
    return;
  }
  if (frame->forks >= FORKS_MOST) {
    apply(engine, frame, state, call, 0);
    set_result(engine, frame, state, call);
    loosen_all(engine, state, call->at->place);
    after(engine, frame, state, call->number);
    return;
  }
  frame->forks++;
  bool is_status = call->at->type->kind == TYPE_ENUM;
  for (int outcome = 1; outcome >= -1; outcome -= 2) {
    struct state *way = state_copy(state);
    uint32_t lost = frame->lost_count;
    apply(engine, frame, way, call, outcome);
    set_result(engine, frame, way, call);
    (void)value_assume(engine, way, frame->values[call->number], (outcome > 0) != is_status);
    after(engine, frame, way, call->number);
    if (frame->lost_count > lost) frame->lost_count = lost;
  }
  state_delete(state);
  frame->forks--;
}

// ---- By its body ----

static bool is_called_already(const struct frame *frame, const struct function *function, uint32_t *depth) {
  *depth = 0;
  for (; frame != NULL; frame = frame->caller, ++*depth)
    if (frame->function == function) return true;
  return false;
}

// A list's links, and the like, matter to what is owned where something owned is linked.
static bool is_given_owned(const struct engine *engine, const struct state *state, const struct call *call) {
  for (uint32_t i = 0; i < call->at->argument_count; i++) {
    struct value value = call->values[i];
    if (value.kind != VALUE_POINT || !root_is_symbol(engine, value.root)) continue;
    enum holding holding = state_holding(engine, state, value.root);
    if (holding == HOLDING_MUST || holding == HOLDING_HELD) return true;
  }
  return false;
}

// What a body does to the local that holds something owned, or with a number that is gone, no marks say.
static bool is_given_holder(const struct engine *engine, const struct state *state, const struct call *call) {
  for (uint32_t i = 0; i < call->at->argument_count; i++) {
    struct value value = call->values[i];
    if (value.kind != VALUE_POINT) continue;
    enum holding holding = state_holding(engine, state, value.root);
    bool is_gone = holding == HOLDING_RELEASED || holding == HOLDING_MOVED;
    if (is_gone && root_is_number(engine, value.root)) return true;
    if (!root_is_local(engine, value.root)) continue;
    for (uint32_t k = state_first(state, value.root, INT64_MIN);
         k < state->binding_count && state->bindings[k].root == value.root; k++)
      if (is_symbol_held(engine, state, state->bindings[k].value, HOLDING_MUST)) return true;
  }
  return false;
}

static bool can_inline(const struct engine *engine, const struct frame *frame, const struct state *state,
                       const struct call *call) {
  const struct function *function = call->function;
  uint32_t depth, most = engine->is_marked ? DEPTH_MOST : DEPTH_UNMARKED;
  if (function == NULL || !is_inlined(engine, function) || function->type->is_variadic) return false;
  bool has_to_do = matters(engine, function) ||
                   (engine->owns && carries_only(engine, function) && is_given_owned(engine, state, call)) ||
                   (engine->owns && is_given_holder(engine, state, call));
  return has_to_do && !is_called_already(frame, function, &depth) && depth <= most &&
         function->code_count <= CODE_MOST && engine->steps < STEPS_INLINED;
}

static void call_by_body(struct engine *engine, struct frame *frame, struct state *state, const struct call *call,
                         after_call *after) {
  const struct function *function = call->function;
  struct frame inner = {.caller = frame,
                        .function = function,
                        .context = context_of(engine, frame->context, call->at),
                        .call = call->number};
  for (uint32_t i = 0; i < function->parameter_count && i < call->at->argument_count; i++) {
    const struct variable *parameter = function->parameters[i];
    struct value place = value_of_root(root_of_variable(engine, parameter));
    if (parameter->type->kind == TYPE_STRUCT || parameter->type->kind == TYPE_UNION)
      content_copy(engine, frame, state, place, call->values[i], parameter->type->plain, parameter->type->size);
    else
      state_bind(state, place.root, 0, call->values[i], NULL);
  }
  drop_during(engine, frame, state, call->number);
  uint32_t count = 0;
  struct state **exits = run_function(engine, &inner, state, &count);
  uint32_t result = root_of_temporary(engine, &inner, 0);
  bool is_struct = call->at->type->kind == TYPE_STRUCT || call->at->type->kind == TYPE_UNION;
  for (uint32_t i = 0; i < count; i++) {
    const struct binding *binding = state_find(exits[i], result, 0);
    struct value value = binding != NULL ? binding->value : (struct value){0};
    if (is_struct) {
      uint32_t to = root_of_temporary(engine, frame, call->number);
      content_copy(engine, frame, exits[i], value_of_root(to), (struct value){.kind = VALUE_STRUCT, .root = result},
                   call->at->type->plain, call->at->type->size);
      value = (struct value){.kind = VALUE_STRUCT, .root = to};
    }
    state_unbind(exits[i], result, INT64_MIN, INT64_MAX);
    if (value.kind == VALUE_ANY && call->at->type->kind != TYPE_VOID && !is_struct)
      value = made_value(engine, frame, exits[i], call->number, 0, call->at->type);
    frame->values[call->number] = value;
    if (value.kind == VALUE_POINT && is_symbol_held(engine, exits[i], value, HOLDING_MUST))
      lose(engine, frame, value.root);
    after(engine, frame, exits[i], call->number);
  }
}

// ---- What the compiler and the mini-libc know ----

static bool is_named(const struct function *function, const char *name) {
  if (function == NULL) return false;
  const char *at = function->name;
  if (strncmp(at, "__builtin_", 10) == 0) at += 10;
  return strcmp(at, name) == 0;
}

static const struct type *type_behind(const struct frame *frame, value_t argument) {
  const struct instruction *at = ir_at(frame->function, argument);
  while (at != NULL && at->op == OP_CAST && target(at->type) != NULL && target(at->type)->kind == TYPE_VOID)
    at = ir_at(frame->function, at->a);
  return at != NULL ? target(at->type) : NULL;
}

static bool call_memory(struct engine *engine, struct frame *frame, struct state *state, const struct call *call) {
  bool is_copy = is_named(call->function, "memcpy") || is_named(call->function, "memmove");
  bool is_set = is_named(call->function, "memset");
  if ((!is_copy && !is_set) || call->at->argument_count != 3) return false;
  uint32_t pointers = is_copy ? 2 : 1;
  for (uint32_t i = 0; i < pointers; i++)
    use_value(engine, frame, state, call->values[i], call->at->arguments[i], call->at->place);
  const struct type *type = type_behind(frame, call->at->arguments[0]);
  struct value size = call->values[2];
  uint64_t bytes = size.kind == VALUE_NUMBER && size.number >= 0 ? (uint64_t)size.number : 0;
  struct value from = is_copy ? call->values[1] : (struct value){0};
  bool is_whole = type != NULL && type->size != 0 && bytes == type->size;
  if (is_set && is_whole && call->values[1].kind == VALUE_NUMBER && call->values[1].number == 0) {
    content_zero(engine, state, call->values[0], type);
  } else if (is_copy && is_whole && type->kind != TYPE_STRUCT && type->kind != TYPE_UNION) {
    struct value content =
        from.kind == VALUE_POINT ? content_load(engine, frame, state, from, call->number, type) : from;
    content_store(engine, frame, state, call->values[0], content, type, call->at->place, call->at->arguments[0]);
  } else {
    event_add(engine, state, (struct event){.kind = EVENT_STORED, .place = call->at->place});
    content_copy(engine, frame, state, call->values[0], from, is_whole ? type : NULL, bytes);
  }
  frame->values[call->number] = call->values[0];
  return true;
}

// The ledger gives back what the task owns: nothing is asked of it on this way any more.
static void end_task(struct state *state) {
  for (uint32_t i = 0; i < state->fact_count; i++)
    if (state->facts[i].holding == HOLDING_MUST || state->facts[i].holding == HOLDING_LEFT)
      state->facts[i].holding = HOLDING_MAY;
}

// It may take what it is given, or not: nobody knows.
static void tell_unfollowed(struct engine *engine, const struct call *call) {
  engine_tell_unseen(engine, call->at->place, "mark its parameter OWN, or divide it",
                     "'%s' is called too deep here, is too large or calls itself: what it does with what is owned is "
                     "not seen",
                     call->function->name);
}

void call_function(struct engine *engine, struct frame *frame, struct state *state, value_t number, after_call *after) {
  const struct instruction *at = &frame->function->code[number];
  struct call call = {.at = at, .number = number, .function = at->function};
  if (call.function != NULL && call.function->is_noreturn) {
    state_delete(state);
    return;
  }
  if (call.function != NULL && (call.function->marks & MARK_ENDS_TASK) != 0) end_task(state);
  call.values = ir_whole(calloc(at->argument_count + 1, sizeof *call.values));
  for (uint32_t i = 0; i < at->argument_count; i++)
    call.values[i] = value_resolve(engine, state, frame->values[at->arguments[i]]);
  if (call_memory(engine, frame, state, &call)) {
    after(engine, frame, state, number);
  } else if (can_inline(engine, frame, state, &call)) {
    call_by_body(engine, frame, state, &call, after);
  } else {
    // A function that is known by its body, but too deep or too often: it may take what it is given.
    bool is_unknown = call.function != NULL && is_inlined(engine, call.function) && matters(engine, call.function);
    for (uint32_t i = 0; i < at->argument_count && is_unknown; i++) {
      if (is_symbol_held(engine, state, call.values[i], HOLDING_MUST)) tell_unfollowed(engine, &call);
      loosen(engine, state, call.values[i]);
    }
    if (call.function != NULL)
      callback_passed(engine, state, call.function, call.values, at->argument_count, at->place);
    call_by_marks(engine, frame, state, &call, after);
  }
  free(call.values);
}
