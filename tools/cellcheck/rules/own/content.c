// SPDX-License-Identifier: Apache-2.0
// Memory: loads, stores, copies, and the ownership that moves with them.
#include "tools/cellcheck/rules/own/engine.h"

enum { DEPTH_MOST = 3, FIELDS_MOST = 256 };

// ---- Fresh values ----

// What is known through a root that stands for something else from now on.
void content_forget_below(struct engine *engine, struct state *state, uint32_t root) {
  for (uint32_t i = 0; i < state->fact_count; i++) {
    uint32_t below = state->facts[i].root;
    const struct root *at = root_at(engine, below);
    if ((at->kind != ROOT_INITIAL && at->kind != ROOT_DERIVED) || at->base != root) continue;
    state_replace(engine, state, below, (struct value){0});
    for (uint32_t k = i; k + 1 < state->fact_count; k++)
      state->facts[k] = state->facts[k + 1];
    state->fact_count--;
    content_forget_below(engine, state, below);
    i = UINT32_MAX;  // indices have moved
  }
}

static void move_bindings(struct state *state, uint32_t from, uint32_t to) {
  for (uint32_t at = state_first(state, from, INT64_MIN); at < state->binding_count && state->bindings[at].root == from;
       at = state_first(state, from, INT64_MIN)) {
    struct binding binding = state->bindings[at];
    state_unbind(state, from, binding.offset, binding.offset + 1);
    state_bind(state, to, binding.offset, binding.value, binding.field);
    state_find(state, to, binding.offset)->event = binding.event;
  }
}

// The same instruction makes another: what it made before is one of the older ones, if who owns it matters.
static void make_older(struct engine *engine, struct frame *frame, struct state *state, value_t at, uint8_t slot,
                       const struct type *type, uint32_t root) {
  content_forget_below(engine, state, root);
  const struct fact *known = state_known(state, root);
  if (known == NULL || (known->holding == HOLDING_NOTHING && !known->is_zeroed)) {
    state_replace(engine, state, root, (struct value){0});
    state_unbind(state, root, INT64_MIN, INT64_MAX);
    return;
  }
  struct fact fact = *known;
  uint32_t older = root_made(engine, frame, at, slot, 1, type);
  for (value_t i = frame->function->blocks[frame->block].first; i < at; i++)
    if (frame->values[i].root == root && frame->values[i].kind != VALUE_NUMBER) frame->values[i].root = older;
  engine->older = older;
  bool is_many = root_at(engine, older)->is_many;
  *root_at(engine, older) = *root_at(engine, root);
  root_at(engine, older)->age = 1;
  root_at(engine, older)->is_many = is_many;
  const struct fact *was = state_known(state, older);
  if (was != NULL) {  // one root for all of them from now on
    root_at(engine, older)->is_many = true;
    fact.holding = HOLDING_MAY;
  }
  state_replace(engine, state, root, value_of_root(older));
  move_bindings(state, root, older);
  fact.root = older;
  *state_fact(engine, state, older) = fact;
}

struct value made_value(struct engine *engine, struct frame *frame, struct state *state, value_t at, uint8_t slot,
                        const struct type *type) {
  uint32_t root = root_made(engine, frame, at, slot, 0, type);
  engine->older = NO_ROOT;
  make_older(engine, frame, state, at, slot, type, root);
  if (state_known(state, root) != NULL)
    *state_fact(engine, state, root) = (struct fact){.root = root, .low = INT64_MIN, .high = INT64_MAX};
  return value_of_root(root);
}

// ---- Places ----

static bool marks_of(const struct engine *engine, struct value address, uint32_t *marks) {
  if (address.kind != VALUE_POINT) return false;
  if (address.field != NULL) {
    *marks = address.field->marks;
    return true;
  }
  const struct root *root = root_at(engine, address.root);
  if (root->kind == ROOT_VARIABLE) {
    *marks = ((const struct variable *)root->what)->marks;
    return true;
  }
  // What a parameter points to.
  if (root->kind != ROOT_INITIAL || root->offset != 0) return false;
  const struct root *base = root_at(engine, root->base);
  if (base->kind != ROOT_VARIABLE || ((const struct variable *)base->what)->storage != STORAGE_PARAMETER) return false;
  *marks = ((const struct variable *)base->what)->marks;
  return true;
}

bool content_is_marked(const struct engine *engine, struct value address, uint32_t marks) {
  uint32_t has = 0;
  return marks_of(engine, address, &has) && (has & marks) != 0;
}

bool content_is_inside(const struct engine *engine, const struct state *state, struct value address) {
  if (address.kind != VALUE_POINT) return false;
  return root_is_local(engine, address.root) || state_holding(engine, state, address.root) == HOLDING_MUST;
}

static bool is_struct(const struct type *type) {
  return type != NULL && (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION || type->kind == TYPE_ARRAY);
}

// An object's own address, not that of a member or a node in it.
static bool is_whole(struct value value) {
  return value.kind == VALUE_POINT && value.exactness == EXACT && value.number == 0 && value.field == NULL;
}

// ---- Loads ----

// It may be any of those that lie in the array.
static void loosen_all(struct engine *engine, struct state *state, struct value address) {
  for (uint32_t i = state_first(state, address.root, INT64_MIN);
       i < state->binding_count && state->bindings[i].root == address.root; i++) {
    const struct value *value = &state->bindings[i].value;
    if (state->bindings[i].field == address.field && value->kind == VALUE_POINT &&
        root_is_symbol(engine, value->root) && state_holding(engine, state, value->root) == HOLDING_MUST)
      state_fact(engine, state, value->root)->holding = HOLDING_MAY;
  }
}

static struct value load_unknown(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                                 value_t at, const struct type *type) {
  struct value value = made_value(engine, frame, state, at, 0, type);
  struct root *root = root_at(engine, value.root);
  root->depth = DEPTH_MOST;
  if (address.kind != VALUE_POINT) return value;
  if (address.exactness != EXACT && type != NULL && type->kind == TYPE_POINTER) loosen_all(engine, state, address);
  root->field = address.field;
  root->is_held = content_is_marked(engine, address, MARK_OWN) && !root_is_local(engine, address.root);
  root->borrowed = root_at(engine, address.root)->borrowed;
  return value;
}

// What lies in a place that nothing was stored to.
static struct value initial(struct engine *engine, const struct state *state, uint32_t root, int64_t offset,
                            const struct field *field, const struct type *type) {
  const struct fact *fact = state_known(state, root);
  if (fact != NULL && fact->is_zeroed && !fact->is_touched) return value_number(0);
  if (root_at(engine, root)->depth >= DEPTH_MOST) return (struct value){0};
  return value_of_root(root_initial(engine, root, offset, field, type));
}

struct value content_load(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                          value_t at, const struct type *type) {
  if (address.kind != VALUE_POINT || address.exactness != EXACT)
    return load_unknown(engine, frame, state, address, at, type);
  if (is_struct(type)) return (struct value){.kind = VALUE_STRUCT, .root = address.root, .number = address.number};
  const struct binding *binding = state_find(state, address.root, address.number);
  struct value value =
      binding != NULL ? binding->value : initial(engine, state, address.root, address.number, address.field, type);
  if (value.kind != VALUE_ANY) return value_resolve(engine, state, value);
  value = load_unknown(engine, frame, state, address, at, type);
  if (binding != NULL) root_at(engine, value.root)->is_held = false;  // somebody may have emptied it
  if (address.root == value.root) address.root = engine->older;
  if (address.root == NO_ROOT) return value;
  state_bind(state, address.root, address.number, value, address.field);
  return value;
}

// ---- Stores ----

static struct value content_of(struct engine *engine, const struct state *state, struct value address,
                               const struct type *type) {
  const struct binding *binding = state_find(state, address.root, address.number);
  if (binding != NULL) return binding->value;
  if (root_is_local(engine, address.root)) return (struct value){0};
  return initial(engine, state, address.root, address.number, address.field, type);
}

static const char *place_name(struct engine *engine, const struct function *function, value_t source) {
  char name[160];
  if (source != 0 && flow_name_place(function, source, name, sizeof name)) return text_of(engine, "%s", name);
  return NULL;
}

static bool is_held_elsewhere(const struct engine *engine, const struct state *state, uint32_t root, bool *is_marked) {
  bool any = false;
  *is_marked = false;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    if (at->value.kind != VALUE_POINT || at->value.root != root || at->root == root) continue;
    any = true;
    if (!root_is_local(engine, at->root) && at->field != NULL && (at->field->marks & MARK_OWN) != 0) *is_marked = true;
  }
  return any;
}

// `old` was in a place that now holds something else.
static void check_overwritten(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                              struct value old, struct place at, const char *name) {
  if (old.kind != VALUE_POINT || !root_is_symbol(engine, old.root) || state_is_null(state, old.root)) return;
  enum holding holding = state_holding(engine, state, old.root);
  bool is_marked = false;
  if (holding != HOLDING_MUST && holding != HOLDING_HELD && holding != HOLDING_LEFT) return;
  if (is_held_elsewhere(engine, state, old.root, &is_marked)) {
    bool is_taken_out =
        holding == HOLDING_LEFT || (holding == HOLDING_HELD && content_is_marked(engine, address, MARK_OWN));
    if (!is_taken_out || is_marked) return;
    struct fact *fact = state_fact(engine, state, old.root);
    fact->holding = HOLDING_MUST;
    event_add(engine, state, (struct event){.kind = EVENT_MADE, .root = old.root, .place = at, .name = name});
    state_fact(engine, state, old.root)->made = state->event;
    lose(engine, frame, old.root);
    return;
  }
  if (holding == HOLDING_HELD && (!content_is_marked(engine, address, MARK_OWN) || root_is_local(engine, address.root)))
    return;
  if (holding == HOLDING_HELD && !state_is_not_null(engine, state, old.root)) return;
  const char *what = name != NULL ? name : name_of_root(engine, state, old.root);
  engine_tell(engine, RULE_OWN_OVERWRITTEN, state, old.root, at,
              text_of(engine, "release what '%s' owns before it is set again", what),
              "what '%s' owns is lost: it is overwritten here, and nobody else holds it", what);
  state_fact(engine, state, old.root)->holding = HOLDING_MAY;
}

static bool is_of_parameter(const struct engine *engine, uint32_t root) {
  const struct root *at = root_at(engine, root);
  for (; at->kind == ROOT_INITIAL || at->kind == ROOT_DERIVED; at = root_at(engine, at->base)) {}
  return at->kind == ROOT_VARIABLE && ((const struct variable *)at->what)->storage == STORAGE_PARAMETER;
}

// Something owned goes where it outlives the function.
static void move_outside(struct engine *engine, struct state *state, struct value address, struct value value,
                         const struct type *type, struct place at, const char *name) {
  struct fact *fact = state_fact(engine, state, value.root);
  if (!is_whole(value)) {  // its node is linked
    fact->holding = HOLDING_MAY;
    return;
  }
  bool is_out =
      !root_is_local(engine, address.root) && content_is_marked(engine, address, MARK_OWN_RET) && address.field == NULL;
  if (is_out || content_is_marked(engine, address, MARK_OWN)) {
    fact->holding = address.exactness != EXACT ? HOLDING_MAY : is_out ? HOLDING_LEFT : HOLDING_HELD;
    return;
  }
  fact->holding = HOLDING_MAY;
  if (!engine->is_marked && is_of_parameter(engine, address.root)) return;  // its callers are asked
  const char *where = name != NULL ? name : "a place", *what = name_of_root(engine, state, value.root);
  if (type != NULL && type->kind != TYPE_POINTER && !root_at(engine, value.root)->is_number)
    engine_tell(engine, RULE_OWN_CAST, state, value.root, at,
                text_of(engine, "mark '%s' OWN, or keep the pointer", where),
                "'%s' goes into '%s' as a number that nothing says owns it", what, where);
  else
    engine_tell(engine, RULE_OWN_UNMARKED, state, value.root, at,
                address.field == NULL && is_of_parameter(engine, address.root)
                    ? text_of(engine, "mark the parameter OWN_RET")
                    : text_of(engine, "mark '%s' OWN, or release what it is given before", where),
                "'%s' goes into '%s', which is not marked as owning", what, where);
}

// Who lay there may lie there still.
static void store_weakly(struct engine *engine, struct state *state, struct value address) {
  for (uint32_t i = state_first(state, address.root, INT64_MIN);
       i < state->binding_count && state->bindings[i].root == address.root; i++) {
    if (address.exactness != SOMEWHERE && state->bindings[i].field != address.field) continue;
    struct value *value = &state->bindings[i].value;
    if (value->kind == VALUE_POINT && root_is_symbol(engine, value->root) &&
        state_holding(engine, state, value->root) == HOLDING_MUST)
      state_fact(engine, state, value->root)->holding = HOLDING_MAY;
    *value = (struct value){0};
  }
}

void content_store(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                   struct value value, const struct type *type, struct place at, value_t source) {
  at = own_place(frame, at);
  if (address.kind != VALUE_POINT) {
    if (value.kind == VALUE_POINT && state_holding(engine, state, value.root) == HOLDING_MUST)
      state_fact(engine, state, value.root)->holding = HOLDING_MAY;
    return;
  }
  if (is_struct(type)) {
    if (!root_is_local(engine, address.root))
      event_add(engine, state, (struct event){.kind = EVENT_STORED, .place = own_place(frame, at)});
    content_copy(engine, frame, state, address, value, type, type->size);
    return;
  }
  bool is_inside = content_is_inside(engine, state, address);
  const char *name = NULL;
  bool is_owned = value.kind == VALUE_POINT && root_is_symbol(engine, value.root) &&
                  state_holding(engine, state, value.root) == HOLDING_MUST && value.root != address.root;
  bool is_old_exact = address.exactness == EXACT;
  struct value old = is_old_exact ? content_of(engine, state, address, type) : (struct value){0};
  if (frame->function->is_own) name = place_name(engine, frame->function, source);
  if (is_owned && !is_inside) move_outside(engine, state, address, value, type, at, name);
  if (is_owned && is_inside && !is_old_exact) state_fact(engine, state, value.root)->holding = HOLDING_MAY;
  if (is_owned)
    event_add(engine, state, (struct event){.kind = EVENT_STORED, .root = value.root, .place = at, .name = name});
  if (!is_old_exact) {
    store_weakly(engine, state, address);
    keep_stored(engine, frame, state, address, value, at);
    return;
  }
  uint32_t before = state->event;
  if (!root_is_local(engine, address.root))
    event_add(engine, state, (struct event){.kind = EVENT_STORED, .root = NO_ROOT, .place = at, .name = name});
  state_bind(state, address.root, address.number, value, address.field);
  (void)before;
  if (old.kind == VALUE_POINT && !(value.kind == VALUE_POINT && value.root == old.root))
    check_overwritten(engine, frame, state, address, old, at, name);
}

void content_zero(struct engine *engine, struct state *state, struct value address, const struct type *type) {
  if (address.kind != VALUE_POINT || address.exactness != EXACT) return;
  state_unbind(state, address.root, address.number, address.number + (int64_t)type->size);
  const struct root *root = root_at(engine, address.root);
  if (address.number == 0 && root->type != NULL && root->type->size <= type->size) {
    state_fact(engine, state, address.root)->is_zeroed = true;
    state_fact(engine, state, address.root)->is_touched = false;
    return;
  }
  const struct field *fields[FIELDS_MOST];
  int64_t offsets[FIELDS_MOST];
  uint32_t count = fields_of(type, 0, fields, offsets, 0, FIELDS_MOST);
  for (uint32_t i = 0; i < count; i++)
    state_bind(state, address.root, address.number + offsets[i], value_number(0), fields[i]);
}

// ---- Copies ----

uint32_t fields_of(const struct type *type, int64_t offset, const struct field **fields, int64_t *offsets,
                   uint32_t count, uint32_t most) {
  if (type->kind != TYPE_STRUCT && type->kind != TYPE_UNION) return count;
  for (uint32_t i = 0; i < type->field_count && count < most; i++) {
    const struct field *field = &type->fields[i];
    int64_t at = offset + (int64_t)(field->offset_bits / 8);
    if (field->type->kind == TYPE_STRUCT || field->type->kind == TYPE_UNION) {
      count = fields_of(field->type, at, fields, offsets, count, most);
    } else if (field->type->kind != TYPE_ARRAY) {
      fields[count] = field;
      offsets[count++] = at;
    }
  }
  return count;
}

// Each scalar member as it is known; what is not known but the source's own is named as such.
static void copy_struct(struct engine *engine, struct frame *frame, struct state *state, struct value to,
                        struct value from, const struct type *type) {
  const struct field *fields[FIELDS_MOST];
  int64_t offsets[FIELDS_MOST];
  struct value values[FIELDS_MOST], olds[FIELDS_MOST];
  uint32_t count = fields_of(type, 0, fields, offsets, 0, FIELDS_MOST);
  for (uint32_t i = 0; i < count; i++) {
    struct value at = value_point(from.root, from.number + offsets[i], EXACT, fields[i]);
    values[i] = content_of(engine, state, at, fields[i]->type);
    olds[i] =
        content_of(engine, state, value_point(to.root, to.number + offsets[i], EXACT, fields[i]), fields[i]->type);
  }
  struct place where = state->event != 0 ? engine->events[state->event].place : type->place;
  state_unbind(state, to.root, to.number, to.number + (int64_t)type->size);
  bool is_inside = content_is_inside(engine, state, to);
  for (uint32_t i = 0; i < count; i++) {
    struct value place = value_point(to.root, to.number + offsets[i], EXACT, fields[i]);
    if (!is_inside && values[i].kind == VALUE_POINT && root_is_symbol(engine, values[i].root) &&
        state_holding(engine, state, values[i].root) == HOLDING_MUST)
      move_outside(engine, state, place, values[i], fields[i]->type, fields[i]->place, fields[i]->name);
    state_bind(state, place.root, place.number, values[i], fields[i]);
  }
  for (uint32_t i = 0; i < count && !is_inside; i++)
    if ((fields[i]->marks & MARK_OWN) != 0 && !(values[i].kind == VALUE_POINT && values[i].root == olds[i].root))
      check_overwritten(engine, frame, state, value_point(to.root, to.number + offsets[i], EXACT, fields[i]), olds[i],
                        where, fields[i]->name);
}

void content_copy(struct engine *engine, struct frame *frame, struct state *state, struct value to, struct value from,
                  const struct type *type, uint64_t size) {
  if (to.kind != VALUE_POINT || to.exactness != EXACT) return;
  bool is_known = (from.kind == VALUE_STRUCT || (from.kind == VALUE_POINT && from.exactness == EXACT)) && type != NULL;
  if (is_known && (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) && type->size <= size) {
    copy_struct(engine, frame, state, to, from, type);
    return;
  }
  int64_t end = size == 0 || size > INT32_MAX ? INT64_MAX : to.number + (int64_t)size;
  for (uint32_t i = state_first(state, to.root, to.number);
       i < state->binding_count && state->bindings[i].root == to.root && state->bindings[i].offset < end; i++)
    state->bindings[i].value = (struct value){0};
  if (!root_is_local(engine, to.root)) return;
  state_fact(engine, state, to.root)->is_touched = true;
}

// ---- What others may have stored ----

void content_forget(struct engine *engine, struct state *state, struct value address, const struct type *type) {
  if (address.kind != VALUE_POINT) return;
  enum root_kind kind = root_at(engine, address.root)->kind;
  if (kind == ROOT_STRING || kind == ROOT_FUNCTION) return;
  bool is_whole_root = address.exactness != EXACT || type == NULL || type->size == 0;
  int64_t low = is_whole_root ? INT64_MIN : address.number;
  int64_t high = is_whole_root ? INT64_MAX : address.number + (int64_t)type->size;
  for (uint32_t i = state_first(state, address.root, low);
       i < state->binding_count && state->bindings[i].root == address.root && state->bindings[i].offset < high; i++) {
    struct value *value = &state->bindings[i].value;
    if (value->kind == VALUE_POINT && root_is_symbol(engine, value->root) &&
        state_holding(engine, state, value->root) == HOLDING_MUST)
      state_fact(engine, state, value->root)->holding = HOLDING_MAY;
    *value = (struct value){0};
  }
  if (type != NULL && !is_struct(type) && type->kind != TYPE_VOID && address.exactness == EXACT) {
    state_bind(state, address.root, address.number, (struct value){0}, address.field);
    return;
  }
  state_fact(engine, state, address.root)->is_touched = true;
}

void content_drop_variable(struct engine *engine, struct frame *frame, struct state *state,
                           const struct variable *variable) {
  uint32_t root = root_of_variable(engine, variable);
  for (uint32_t i = state_first(state, root, INT64_MIN); i < state->binding_count && state->bindings[i].root == root;
       i++) {
    const struct value *value = &state->bindings[i].value;
    if (value->kind != VALUE_POINT || !root_is_symbol(engine, value->root)) continue;
    if (state_holding(engine, state, value->root) != HOLDING_MUST) continue;
    lose(engine, frame, value->root);
    engine->lost_number = variable->type->kind == TYPE_INTEGER ? value->root : NO_ROOT;
  }
  state_unbind(state, root, INT64_MIN, INT64_MAX);
  if (state_known(state, root) != NULL) {
    struct fact *fact = state_fact(engine, state, root);
    fact->is_zeroed = fact->is_touched = false;
  }
}
