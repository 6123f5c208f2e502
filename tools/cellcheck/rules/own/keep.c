// SPDX-License-Identifier: Apache-2.0
// What outlives the call without being allowed to: borrows, addresses of locals, constants of this version of the cell.
#include "tools/cellcheck/rules/own/engine.h"

static bool may_keep(const struct variable *parameter) {
  return (parameter->marks & (MARK_RETAINS | MARK_OWN)) != 0;
}

// The parameter that a place was reached through; null: none.
static const struct variable *reached_through(const struct engine *engine, uint32_t root) {
  if (root == NO_ROOT) return NULL;
  const struct root *at = root_at(engine, root);
  if (at->borrowed != NULL) return at->borrowed;
  for (; at->kind == ROOT_INITIAL || at->kind == ROOT_DERIVED; at = root_at(engine, at->base)) {}
  if (at->kind != ROOT_VARIABLE) return NULL;
  const struct variable *variable = at->what;
  return variable->storage == STORAGE_PARAMETER ? variable : NULL;
}

static bool is_state(const struct engine *engine, uint32_t root) {
  if (root == NO_ROOT) return false;
  const struct root *at = root_at(engine, root);
  for (; at->kind == ROOT_INITIAL || at->kind == ROOT_DERIVED; at = root_at(engine, at->base)) {}
  return at->kind == ROOT_VARIABLE && !root_is_local(engine, (uint32_t)(at - engine->roots));
}

// Whether a place goes with this function: its locals, and objects that it made and has released.
static bool ends_here(const struct engine *engine, const struct state *state, uint32_t root) {
  if (root_is_local(engine, root)) return true;
  enum holding holding = state_holding(engine, state, root);
  return holding == HOLDING_RELEASED || (root_at(engine, root)->maker != NULL && holding == HOLDING_MUST);
}

static bool has_node(const struct type *type) {
  for (uint32_t i = 0; i < type->field_count; i++) {
    const struct type *member = type->fields[i].type->plain;
    for (uint32_t k = 0; member->kind == TYPE_STRUCT && k < member->field_count; k++)
      if (member->fields[k].type->kind == TYPE_POINTER && member->fields[k].type->to->plain == member) return true;
  }
  return false;
}

// A pointer to a struct that points to its like, or has such a member.
static bool is_node(const struct root *root) {
  const struct type *type = root->type != NULL && root->type->kind == TYPE_POINTER ? root->type->to->plain : NULL;
  for (uint32_t i = 0; type != NULL && type->kind == TYPE_STRUCT && i < type->field_count; i++)
    if (type->fields[i].type->kind == TYPE_POINTER && type->fields[i].type->to->plain == type) return true;
  return type != NULL && type->kind == TYPE_STRUCT && has_node(type);
}

// A link of a ring: a member that points to its like, beside another that does.
static bool is_link(const struct field *field) {
  const struct type *in = field != NULL && field->in != NULL ? field->in->plain : NULL;
  uint32_t links = 0;
  for (uint32_t i = 0; in != NULL && i < in->field_count; i++)
    links += in->fields[i].type->kind == TYPE_POINTER && in->fields[i].type->to->plain == in;
  return links >= 2;
}

// What is linked points back to the list's head, and to its neighbours. That does not keep the head; the head keeps what is linked.
static bool points_back(const struct engine *engine, uint32_t place_root, const struct field *field,
                        struct value value) {
  if (!is_link(field)) return false;
  const struct root *root = root_at(engine, value.root);
  const struct root *base = root->kind == ROOT_INITIAL ? root_at(engine, root->base) : NULL;
  bool is_head = base != NULL && base->kind == ROOT_VARIABLE && value.field == NULL;
  return is_head || (place_root != NO_ROOT && root_at(engine, place_root)->is_view);
}

// One report for each parameter says it: a list has several links.
static bool is_told_once(struct engine *engine, const struct variable *parameter) {
  for (uint32_t i = 0; i < engine->told_count; i++)
    if (engine->told[i] == parameter) return true;
  if (engine->told_count < sizeof engine->told / sizeof *engine->told) engine->told[engine->told_count++] = parameter;
  return false;
}

static void tell_kept(struct engine *engine, struct state *state, uint32_t place_root, const struct field *field,
                      uint32_t marks, struct value value, const char *where, struct place at) {
  const struct root *root = root_at(engine, value.root);
  if (root->kind == ROOT_MERGED && root->of != NO_ROOT) {
    value.root = root->of;
    root = root_at(engine, value.root);
  }
  if (root_is_local(engine, value.root) && root->kind == ROOT_VARIABLE) {
    engine_tell(engine, RULE_BORROW_STACK, state, NO_ROOT, at,
                "take it out again before the return, or let the caller give the memory",
                "'%s' keeps the address of the local variable '%s' when the function returns", where,
                ((const struct variable *)root->what)->name);
    return;
  }
  if (root_is_constant(engine, value.root)) {
    if (is_state(engine, place_root) || (marks & MARK_VIEW_RET) != 0 || !engine->is_marked) return;
    const char *what = root->kind == ROOT_STRING
                           ? "a string literal"
                           : text_of(engine, "the constant '%s'", ((const struct variable *)root->what)->name);
    engine_tell(engine, RULE_BORROW_RODATA, state, NO_ROOT, at,
                "copy it: the constant goes with this version of the cell", "'%s' keeps the address of %s", where,
                what);
    return;
  }
  const struct variable *parameter = root->borrowed;
  if (state_holding(engine, state, value.root) == HOLDING_HELD) return;  // owned, so its owner may lend it
  if (root->type != NULL && root->type->kind == TYPE_POINTER && root->type->to->kind == TYPE_FUNCTION) return;
  if (root->field != NULL && (root->field->marks & MARK_RETAINS) != 0) return;  // a member that may be kept
  if (parameter == NULL || may_keep(parameter) || (marks & MARK_VIEW_RET) != 0) return;
  const struct variable *through = reached_through(engine, place_root);
  if (through == parameter) return;
  if (through != NULL && may_keep(through) && is_node(root)) return;  // what is kept may be linked to where it is kept
  if (points_back(engine, place_root, field, value) || is_told_once(engine, parameter)) return;
  if (root->type != NULL && root->type->kind != TYPE_POINTER && root->kind != ROOT_DERIVED && value.field == NULL)
    return;
  const struct root *base = root->kind == ROOT_INITIAL ? root_at(engine, root->base) : NULL;
  bool is_itself = base != NULL && base->kind == ROOT_VARIABLE;
  if (is_itself)
    engine_tell(engine, RULE_BORROW_KEPT, state, NO_ROOT, at,
                text_of(engine, "copy what it shows, or mark the parameter '%s' RETAINS", parameter->name),
                "'%s' keeps '%s', which is borrowed, when the function returns", where, parameter->name);
  else
    engine_tell(engine, RULE_BORROW_KEPT, state, NO_ROOT, at,
                text_of(engine, "copy what it shows, or mark the parameter '%s' RETAINS", parameter->name),
                "'%s' keeps what was reached through '%s', which is borrowed, when the function returns", where,
                parameter->name);
}

static bool is_kept_value(const struct engine *engine, const struct value *value) {
  return value->kind == VALUE_POINT && root_at(engine, value->root)->kind != ROOT_FUNCTION;
}

static uint32_t marks_of_place(const struct engine *engine, struct value address) {
  uint32_t marks = 0;
  if (content_is_marked(engine, address, MARK_VIEW_RET)) marks |= MARK_VIEW_RET;
  return marks;
}

// At a computed place, which is not looked at again.
void keep_stored(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                 struct value value, struct place at) {
  (void)frame;
  if (!is_kept_value(engine, &value) || content_is_inside(engine, state, address)) return;
  if (ends_here(engine, state, address.root)) return;
  tell_kept(engine, state, address.root, address.field, marks_of_place(engine, address), value,
            address.field != NULL ? address.field->name : name_of_root(engine, state, address.root), at);
}

// What a callee keeps it may keep in what another argument shows: what goes with this function, or was reached through the same parameter.
static bool is_kept_by_its_own(const struct engine *engine, const struct frame *frame, const struct state *state,
                               struct value value, value_t argument) {
  const struct variable *through = root_at(engine, value.root)->borrowed;
  for (value_t i = argument + 1; i < frame->function->code_count; i++) {
    const struct instruction *at = &frame->function->code[i];
    if (at->op != OP_CALL) continue;
    bool is_this = false;
    for (uint32_t k = 0; k < at->argument_count; k++)
      is_this |= at->arguments[k] == argument;
    for (uint32_t k = 0; is_this && k < at->argument_count; k++) {
      struct value other = frame->values[at->arguments[k]];
      if (at->arguments[k] == argument || other.kind != VALUE_POINT) continue;
      if (content_is_inside(engine, state, other)) return true;
      if (through != NULL && reached_through(engine, other.root) == through) return true;
    }
    if (is_this) return false;
  }
  return false;
}

void keep_passed(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t argument,
                 const struct function *to, struct place at) {
  if (!is_kept_value(engine, &value) || is_kept_by_its_own(engine, frame, state, value, argument)) return;
  // A STEPS call sees to it that what its own cell keeps for it is given back before it returns.
  if (engine->top->kind == KIND_STEPS && to->is_own) return;
  tell_kept(engine, state, NO_ROOT, NULL, 0, value, to->name, at);
}

static void check_returned(struct engine *engine, struct state *state, struct value value, struct place at) {
  const struct function *top = engine->top;
  const struct root *root = root_at(engine, value.root);
  if (root->kind == ROOT_MERGED && root->of != NO_ROOT) {
    value.root = root->of;
    root = root_at(engine, value.root);
  }
  bool is_pointer = top->type->to->kind == TYPE_POINTER;
  if (root->kind == ROOT_VARIABLE && root_is_local(engine, value.root)) {
    if (is_pointer)
      engine_tell(engine, RULE_BORROW_STACK, state, NO_ROOT, at,
                  "let the caller give the memory, or take it from the heap",
                  "the address of the local variable '%s' is returned", ((const struct variable *)root->what)->name);
    return;
  }
  if (!engine->is_marked || (top->marks & MARK_VIEW_RET) != 0 || !is_pointer) return;
  if (root_is_constant(engine, value.root)) {
    engine_tell(engine, RULE_BORROW_RODATA, state, NO_ROOT, at,
                text_of(engine, "mark %s VIEW_RET, or copy it", top->name),
                "the address of a constant is returned, which goes with this version of the cell");
    return;
  }
  if (root->borrowed == NULL || may_keep(root->borrowed)) return;
  if ((top->marks & MARK_OWN_RET) != 0) {
    if (state_holding(engine, state, value.root) == HOLDING_NOTHING)
      engine_tell(
          engine, RULE_BORROW_CONSUMED, state, NO_ROOT, at,
          text_of(engine, "mark the parameter '%s' OWN, or return something that is owned", root->borrowed->name),
          "'%s' is borrowed, and is returned as owned", root->borrowed->name);
    return;
  }
  engine_tell(engine, RULE_BORROW_RETURNED, state, NO_ROOT, at, text_of(engine, "mark %s VIEW_RET", top->name),
              "what is returned was borrowed through '%s'", root->borrowed->name);
}

static const char *name_of_binding(struct engine *engine, const struct state *state, const struct binding *at) {
  const struct event *event = &engine->events[at->event];
  if (at->event != 0 && event->kind == EVENT_STORED && event->name != NULL) return event->name;
  const char *name = name_of_place(engine, at->root, at->offset, at->field);
  if (name[0] != 0) return name;
  return at->field != NULL ? at->field->name : name_of_root(engine, state, at->root);
}

// An OWN place that still names what is gone: whoever comes next releases it again.
static void check_dangling(struct engine *engine, struct state *state, const struct binding *at, struct place place) {
  enum holding holding = state_holding(engine, state, at->value.root);
  if (!root_is_symbol(engine, at->value.root) || (holding != HOLDING_RELEASED && holding != HOLDING_MOVED)) return;
  struct value address = value_point(at->root, at->offset, EXACT, at->field);
  if (!content_is_marked(engine, address, MARK_OWN)) return;
  if (at->field == NULL || at->field->type->kind != TYPE_POINTER) return;
  const char *name = name_of_binding(engine, state, at);
  engine_tell(engine, RULE_OWN_AFTER, state, at->value.root, place,
              text_of(engine, "set '%s' to null when it goes", name),
              "'%s' still names what is gone when the function returns", name);
}

// The same for what lay in an OWN place from the begin, and still does.
static void check_initial(struct engine *engine, struct state *state, const struct fact *fact, struct place at) {
  const struct root *root = root_at(engine, fact->root);
  if (root->kind != ROOT_INITIAL || !root->is_held || root->field == NULL) return;
  if (root->type == NULL || root->type->kind != TYPE_POINTER || root->field->type->kind != TYPE_POINTER) return;
  if (fact->holding != HOLDING_RELEASED && fact->holding != HOLDING_MOVED) return;
  if (ends_here(engine, state, root->base) || state_find(state, root->base, root->offset) != NULL) return;
  enum holding base = state_holding(engine, state, root->base);
  if (base == HOLDING_MOVED || base == HOLDING_MAY) return;
  const char *name = name_of_root(engine, state, fact->root);
  engine_tell(engine, RULE_OWN_AFTER, state, fact->root, at, text_of(engine, "set '%s' to null when it goes", name),
              "'%s' still names what is gone when the function returns", name);
}

static bool is_owner(const struct engine *engine, const struct state *state, const struct binding *at) {
  return at->value.kind == VALUE_POINT && at->value.number == 0 && at->value.field == NULL && at->field != NULL &&
         (at->field->marks & MARK_OWN) != 0 && !ends_here(engine, state, at->root) &&
         root_is_symbol(engine, at->value.root);
}

// Two OWN places with one thing in them.
static void check_copies(struct engine *engine, struct state *state, const struct binding *at, struct place place) {
  enum holding holding = state_holding(engine, state, at->value.root);
  if (!is_owner(engine, state, at) || state_is_null(state, at->value.root)) return;
  if (holding != HOLDING_HELD && holding != HOLDING_MUST) return;
  const struct root *root = root_at(engine, at->value.root);
  const struct binding *other = NULL;
  for (const struct binding *b = state->bindings; b < at; b++)
    if (b->value.root == at->value.root && is_owner(engine, state, b)) other = b;
  const char *source = other != NULL ? name_of_binding(engine, state, other) : NULL;
  bool is_initial = root->kind == ROOT_INITIAL && root->is_held &&
                    (root->base != at->root || root->offset != at->offset) &&
                    state_find(state, root->base, root->offset) == NULL && !ends_here(engine, state, root->base);
  if (is_initial) source = name_of_root(engine, state, at->value.root);
  if (source == NULL) return;
  struct place where =
      at->event != 0 && engine->events[at->event].kind == EVENT_STORED ? engine->events[at->event].place : place;
  engine_tell(engine, RULE_OWN_COPY, state, at->value.root, where,
              "set the source's member to null, or copy without it",
              "the copy's '%s' owns what the original's still owns", at->field->name);
  (void)source;
}

void keep_left(struct engine *engine, struct frame *frame, struct state *state, struct value result, struct place at) {
  (void)frame;
  if (is_kept_value(engine, &result)) check_returned(engine, state, result, at);
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *binding = &state->bindings[i];
    if (ends_here(engine, state, binding->root) && !(result.kind == VALUE_POINT && result.root == binding->root))
      continue;
    if (!is_kept_value(engine, &binding->value)) continue;
    struct place place = binding->event != 0 && engine->events[binding->event].kind == EVENT_STORED
                             ? engine->events[binding->event].place
                             : at;
    struct value address = value_point(binding->root, binding->offset, EXACT, binding->field);
    if (binding->value.root != binding->root)
      tell_kept(engine, state, binding->root, binding->field, marks_of_place(engine, address), binding->value,
                name_of_binding(engine, state, binding), place);
    if (!engine->is_marked) continue;  // its callers are asked
    check_dangling(engine, state, binding, at);
    check_copies(engine, state, binding, at);
  }
  for (uint32_t i = 0; i < state->fact_count && engine->is_marked; i++)
    check_initial(engine, state, &state->facts[i], at);
}
