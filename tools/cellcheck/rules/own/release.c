// SPDX-License-Identifier: Apache-2.0
// What is given to an OWN parameter, and what is used after that.
#include <string.h>

#include "tools/cellcheck/rules/own/engine.h"

enum { FIELDS_MOST = 256 };

static const char *header_of(const struct function *function) {
  return function->header.file != NULL ? function->header.file : function->place.file;
}

static bool is_same_header(const struct function *a, const struct function *b) {
  const char *of_a = header_of(a), *of_b = header_of(b);
  return of_a != NULL && of_b != NULL && strcmp(of_a, of_b) == 0;
}

static const struct type *target(const struct type *type) {
  return type != NULL && type->kind == TYPE_POINTER ? type->to->plain : NULL;
}

static bool is_untyped(const struct type *type) {
  const struct type *to = target(type);
  return to != NULL && (to->kind == TYPE_VOID || (to->kind == TYPE_POINTER && to->to->kind == TYPE_VOID));
}

static const struct type *made_type(const struct function *function) {
  if (function->marks & MARK_OWN_RET) return function->type->to;
  for (uint32_t i = 0; i < function->parameter_count; i++)
    if (function->parameters[i]->marks & MARK_OWN_RET) return target(function->parameters[i]->type);
  return NULL;
}

bool is_release(const struct engine *engine, const struct function *by, const struct variable *parameter) {
  if (!is_untyped(parameter->type)) return false;
  for (uint32_t i = 0; i < engine->cell->function_count; i++) {
    const struct function *other = engine->cell->functions[i];
    const struct type *made = made_type(other);
    if (made != NULL && is_untyped(made) && is_same_header(other, by)) return true;
  }
  return false;
}

static const struct variable *taken_of(const struct function *function, const struct type *type) {
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    const struct variable *parameter = function->parameters[i];
    if ((parameter->marks & MARK_OWN) == 0) continue;
    const struct type *to = target(parameter->type);
    if (type == NULL ? is_untyped(parameter->type) : to == type) return parameter;
  }
  return NULL;
}

static bool takes_number(const struct function *function) {
  for (uint32_t i = 0; i < function->parameter_count; i++)
    if ((function->parameters[i]->marks & MARK_OWN) != 0 && function->parameters[i]->type->kind == TYPE_INTEGER)
      return true;
  return false;
}

static bool is_called_an_end(const char *name) {
  static const char *const ends[] = {"release", "delete", "destroy", "close", "free", "drop"};
  size_t length = strlen(name);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t of_end = strlen(ends[i]);
    if (length >= of_end && strcmp(name + length - of_end, ends[i]) == 0) return true;
  }
  return false;
}

// Who takes what `maker` made, for the mend: the OWN parameter of that type; by its name an end, of the same header, without others.
const struct function *release_of(const struct engine *engine, const struct function *maker, const struct type *type) {
  const struct type *made = maker != NULL ? made_type(maker) : type, *to = target(made);
  bool is_number = made != NULL && made->kind == TYPE_INTEGER;
  if (to != NULL && to->kind == TYPE_POINTER) to = target(to);
  if (to != NULL && to->kind == TYPE_VOID) to = NULL;
  const struct function *found = NULL;
  int best = -1;
  for (uint32_t i = 0; i < engine->cell->function_count; i++) {
    const struct function *other = engine->cell->functions[i];
    if (other == engine->top) continue;
    bool is_near = maker != NULL && is_same_header(other, maker);
    if (is_number ? !takes_number(other) : taken_of(other, to) == NULL) continue;
    if (to == NULL && !is_near && !(is_number && maker == NULL)) continue;
    int fits = 4 * is_called_an_end(other->name) + 2 * is_near + (other->parameter_count == 1);
    if (fits > best) found = other;
    if (fits > best) best = fits;
  }
  return found;
}

// The type of an argument before it became void *.
static const struct type *type_of_argument(const struct function *function, value_t argument) {
  const struct instruction *at = ir_at(function, argument);
  while (at != NULL && at->op == OP_CAST && target(at->type) != NULL && target(at->type)->kind == TYPE_VOID &&
         ir_at(function, at->a) != NULL)
    at = ir_at(function, at->a);
  return at != NULL ? target(at->type) : NULL;
}

// ---- What must not be released ----

static bool check_never_acquired(struct engine *engine, struct state *state, struct value value, const char *name,
                                 const struct function *by, struct place at) {
  const struct root *root = root_at(engine, value.root);
  if (root->kind == ROOT_MERGED && root->of != NO_ROOT && root_at(engine, root->of)->borrowed == NULL)
    root = root_at(engine, root->of);
  const char *mend = "release the address that was acquired";
  switch (root->kind) {
  case ROOT_STRING:
    engine_tell(engine, RULE_OWN_NOT, state, NO_ROOT, at, "give it something that was acquired",
                "a string literal is given to %s, but was never acquired", by->name);
    return true;
  case ROOT_FUNCTION:
    engine_tell(engine, RULE_OWN_NOT, state, NO_ROOT, at, "give it something that was acquired",
                "a function is given to %s, but was never acquired", by->name);
    return true;
  case ROOT_VARIABLE: {
    const struct variable *variable = root->what;
    engine_tell(engine, RULE_OWN_NOT, state, NO_ROOT, at,
                "give it something that was acquired, or take it from where it was made",
                "'%s' is a %s variable: it is given to %s, but was never acquired", variable->name,
                variable->storage < STORAGE_STATIC_LOCAL ? "local" : "static", by->name);
    return true;
  }
  case ROOT_TEMPORARY: return true;
  default: break;
  }
  bool is_inside = value.exactness == INSIDE || (value.exactness == EXACT && (value.number > 0 || value.field != NULL));
  if (value.exactness == EXACT && value.number == 0 && value.field != NULL) is_inside = false;  // the first member
  if (!is_inside) return false;
  engine_tell(engine, RULE_OWN_NOT, state, value.root, at, mend,
              "'%s' points into what was acquired, not to its begin, and is given to %s", name, by->name);
  return true;
}

// False: it is another's.
static bool check_borrowed(struct engine *engine, struct state *state, struct value value, const char *name,
                           const struct function *by, struct place at) {
  const struct root *root = root_at(engine, value.root);
  if (root->kind == ROOT_DERIVED) return true;  // who unlinks it may
  enum holding holding = state_holding(engine, state, value.root);
  if (holding != HOLDING_NOTHING) return true;
  if (root->is_view) {
    engine_tell(engine, RULE_BORROW_CONSUMED, state, value.root, at, "leave it to its owner",
                "'%s' is a view, which its owner releases; %s would take it", name, by->name);
    return false;
  }
  if (root->borrowed != NULL) {
    const struct root *base = root->kind == ROOT_INITIAL ? root_at(engine, root->base) : NULL;
    bool is_parameter = base != NULL && base->kind == ROOT_VARIABLE;
    const char *through = root->borrowed->name;
    if (is_parameter)
      engine_tell(engine, RULE_BORROW_CONSUMED, state, value.root, at,
                  text_of(engine, "mark the parameter '%s' OWN, or leave it to the caller", through),
                  "'%s' is borrowed, and %s takes it here", name, by->name);
    else
      engine_tell(engine, RULE_BORROW_CONSUMED, state, value.root, at,
                  root->field != NULL
                      ? text_of(engine, "mark the member '%s' OWN, or leave it to its owner", root->field->name)
                      : "leave it to its owner",
                  "'%s' was reached through '%s', which is borrowed, and %s takes it here", name, through, by->name);
    return false;
  }
  if (root->kind != ROOT_INITIAL || root->field == NULL || root_is_local(engine, root->base)) return true;
  const struct root *base = root_at(engine, root->base);
  if (base->kind != ROOT_VARIABLE) return true;
  engine_tell(engine, RULE_OWN_UNMARKED, state, value.root, at,
              text_of(engine, "mark the member '%s' OWN", root->field->name),
              "'%s' is released, but nothing says that it owns", name);
  return false;
}

// ---- Families ----

static bool belongs(struct engine *engine, const struct function *maker, const struct function *by,
                    const struct variable *parameter) {
  if (maker == by || is_same_header(maker, by)) return true;
  if (!is_untyped(parameter->type)) {
    const struct type *made = target(made_type(maker)), *taken = target(parameter->type);
    if (made != NULL && made->kind == TYPE_POINTER) made = target(made);
    if (taken != NULL && taken->kind == TYPE_POINTER) taken = target(taken);
    return made == NULL || made->kind == TYPE_VOID || taken == NULL || made == taken;
  }
  return !is_release(engine, by, parameter);
}

static void check_family(struct engine *engine, struct state *state, uint32_t number, const char *name,
                         const struct function *by, const struct variable *parameter, const struct type *type,
                         struct place at) {
  const struct root *root = root_at(engine, number);
  if (root->maker != NULL) {
    if (belongs(engine, root->maker, by, parameter)) return;
    const struct function *right = release_of(engine, root->maker, NULL);
    engine_tell(engine, RULE_OWN_FAMILY, state, number, at,
                right != NULL ? text_of(engine, "call %s", right->name)
                              : "call the function that belongs to the one that made it",
                "%s does not take what %s made: '%s'", by->name, root->maker->name, name);
    return;
  }
  // By its type: another cell's, which has a function of its own to end it.
  if (type == NULL || type->kind != TYPE_STRUCT || !is_release(engine, by, parameter)) return;
  for (uint32_t i = 0; i < engine->cell->function_count; i++) {
    const struct function *other = engine->cell->functions[i];
    if (other->is_own || other == engine->top || taken_of(other, type) == NULL) continue;
    engine_tell(engine, RULE_OWN_FAMILY, state, number, at, text_of(engine, "call %s", other->name),
                "%s does not take a struct %s, which %s does: '%s'", by->name, type->tag, other->name, name);
    return;
  }
}

// ---- Members ----

static bool has_other_holder(const struct state *state, uint32_t root, uint32_t object) {
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    if (at->value.kind == VALUE_POINT && at->value.root == root && at->root != root && at->root != object) return true;
  }
  return false;
}

static void check_member(struct engine *engine, struct frame *frame, struct state *state, uint32_t object,
                         struct value value, const struct field *field, const char *name, const struct function *by,
                         struct place at) {
  if (value.kind != VALUE_POINT || !root_is_symbol(engine, value.root) || state_is_null(state, value.root)) return;
  enum holding holding = state_holding(engine, state, value.root);
  if (holding != HOLDING_MUST && holding != HOLDING_HELD) return;
  if (has_other_holder(state, value.root, object)) {
    state_fact(engine, state, value.root)->holding = HOLDING_MUST;
    lose(engine, frame, value.root);
    return;
  }
  const struct function *right = release_of(engine, root_at(engine, value.root)->maker, field->type);
  engine_tell(engine, RULE_OWN_FIELD, state, value.root, at,
              right != NULL
                  ? text_of(engine, "call %s for '%s->%s' before, or move it out", right->name, name, field->name)
                  : text_of(engine, "release '%s->%s' before, or move it out", name, field->name),
              "%s takes '%s' while '%s->%s' may own something", by->name, name, name, field->name);
  state_fact(engine, state, value.root)->holding = HOLDING_MAY;
}

// The object's memory goes: what its members own has to be gone.
static void check_members(struct engine *engine, struct frame *frame, struct state *state, uint32_t object,
                          const struct type *type, const char *name, const struct function *by, struct place at) {
  const struct field *fields[FIELDS_MOST];
  int64_t offsets[FIELDS_MOST];
  uint32_t count = type != NULL ? fields_of(type, 0, fields, offsets, 0, FIELDS_MOST) : 0;
  if (count == FIELDS_MOST)
    engine_tell_unseen(engine, at, "divide the struct", "'%s' has more than the %d members that cellcheck follows",
                       name, FIELDS_MOST - 1);
  const struct fact *fact = state_known(state, object);
  bool is_known = fact != NULL && (fact->is_zeroed || fact->is_touched);
  for (uint32_t i = 0; i < count; i++) {
    const struct binding *binding = state_find(state, object, offsets[i]);
    if (binding != NULL)
      check_member(engine, frame, state, object, binding->value, fields[i], name, by, at);
    else if ((fields[i]->marks & MARK_OWN) != 0 && fields[i]->type->kind == TYPE_POINTER && !is_known)
      check_member(engine, frame, state, object,
                   value_of_root(root_initial(engine, object, offsets[i], fields[i], fields[i]->type)), fields[i], name,
                   by, at);
  }
}

// ---- Releasing ----

static void end(struct engine *engine, struct state *state, uint32_t root, enum holding holding,
                const struct function *by, struct place at) {
  event_add(engine, state, (struct event){.kind = EVENT_GONE, .root = root, .function = by, .place = at});
  struct fact *fact = state_fact(engine, state, root);
  fact->holding = holding;
  fact->gone = state->event;
}

static const struct function *gone_by(const struct engine *engine, const struct state *state, uint32_t root) {
  const struct fact *fact = state_known(state, root);
  return fact != NULL && fact->gone != 0 ? engine->events[fact->gone].function : NULL;
}

void release_value(struct engine *engine, struct frame *frame, struct state *state, struct value value,
                   value_t argument, const struct function *by, const struct variable *parameter, struct place at) {
  value = value_resolve(engine, state, value);
  if (value.kind != VALUE_POINT) return;
  const char *named = name_of_value(engine, frame->function, argument);
  const char *name = named != NULL ? named : name_of_root(engine, state, value.root);
  if (check_never_acquired(engine, state, value, name, by, at)) {
    if (root_is_symbol(engine, value.root)) state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  bool is_end = is_release(engine, by, parameter);
  enum holding holding = state_holding(engine, state, value.root);
  if (holding == HOLDING_RELEASED || holding == HOLDING_MOVED) {
    const struct function *before = gone_by(engine, state, value.root);
    engine_tell(engine, RULE_OWN_DOUBLE, state, value.root, at,
                "release it once; set the pointer to null where it goes, if paths meet here",
                "'%s' is given to %s, but %s took it before", name, by->name,
                before != NULL ? before->name : "somebody");
    state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  if (value.exactness == SOMEWHERE || root_at(engine, value.root)->is_many) {
    state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  if (!check_borrowed(engine, state, value, name, by, at)) {
    state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  const struct type *type = type_of_argument(frame->function, argument);
  check_family(engine, state, value.root, name, by, parameter, type, at);
  if (is_end) check_members(engine, frame, state, value.root, type, name, by, at);
  // Of a number somebody may have kept what it was made from.
  end(engine, state, value.root, is_end || by->parameter_count == 1 ? HOLDING_RELEASED : HOLDING_MOVED, by, at);
  if (is_end) state_unbind(state, value.root, INT64_MIN, INT64_MAX);
}

static void tell_used(struct engine *engine, struct frame *frame, struct state *state, uint32_t root, value_t source,
                      struct place at) {
  const char *named = name_of_value(engine, frame->function, source);
  if (named != NULL && named[0] == '&') named++;
  const struct function *by = gone_by(engine, state, root);
  engine_tell(engine, RULE_OWN_AFTER, state, root, at, "use it before it goes, or take what is needed out of it before",
              "'%s' is used after %s took it", named != NULL ? named : name_of_root(engine, state, root),
              by != NULL ? by->name : "somebody");
  state_fact(engine, state, root)->holding = HOLDING_MAY;
}

static bool makes(const struct function *function) {
  return made_type(function) != NULL;
}

// A number that is gone may be printed, or asked for again. Those whose it is must not be told it any more.
void use_number(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t source,
                const struct function *to, struct place at) {
  if (value.kind != VALUE_POINT) return;
  enum holding holding = state_holding(engine, state, value.root);
  const struct root *root = root_at(engine, value.root);
  bool is_number = root_is_number(engine, value.root);
  // Where no mark says who takes it back, whoever is told may.
  if (holding == HOLDING_MUST && (!is_number || release_of(engine, root->maker, root->type) == NULL))
    state_fact(engine, state, value.root)->holding = HOLDING_MAY;
  if (!is_number || (holding != HOLDING_RELEASED && holding != HOLDING_MOVED)) return;
  const struct function *by = gone_by(engine, state, value.root);
  bool is_theirs = (root->maker != NULL && is_same_header(to, root->maker)) || (by != NULL && is_same_header(to, by));
  if (is_theirs && !makes(to)) tell_used(engine, frame, state, value.root, source, at);
}

void use_value(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t source,
               struct place at) {
  if (value.kind != VALUE_POINT) return;
  enum holding holding = state_holding(engine, state, value.root);
  if (holding != HOLDING_RELEASED && holding != HOLDING_MOVED) return;
  if (root_at(engine, value.root)->kind == ROOT_VARIABLE) {
    engine_tell(engine, RULE_BORROW_STACK, state, NO_ROOT, at, "declare it before the block",
                "'%s' is used here by its address, but its block has ended",
                ((const struct variable *)root_at(engine, value.root)->what)->name);
    state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  if (root_at(engine, value.root)->is_number) return;
  tell_used(engine, frame, state, value.root, source, at);
}
