// SPDX-License-Identifier: Apache-2.0
// The way to a finding: events of a state's past, told as notes from where the thing was owned.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/rules/own/engine.h"

enum { NOTES = 12, TEXT = 320 };

const char *text_of(struct engine *engine, const char *format, ...) {
  char text[TEXT];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length >= TEXT) length = TEXT - 1;
  char *copy = engine_take(engine, (size_t)length + 1);
  memcpy(copy, text, (size_t)length + 1);
  return copy;
}

void event_add(struct engine *engine, struct state *state, struct event event) {
  if (engine->event_count == 0) engine->event_count = 1;
  (void)engine_grow((void **)&engine->events, &engine->event_space, engine->event_count + 1, sizeof *engine->events);
  event.before = state->event;
  engine->events[engine->event_count] = event;
  state->event = engine->event_count++;
}

struct place own_place(const struct frame *frame, struct place at) {
  for (; frame != NULL && frame->caller != NULL && !frame->function->is_own; frame = frame->caller)
    at = frame->caller->function->code[frame->call].place;
  return at;
}

// ---- Names ----

const char *name_of_value(struct engine *engine, const struct function *function, value_t value) {
  char name[160];
  if (flow_name(function, value, name, sizeof name)) return text_of(engine, "%s", name);
  return NULL;
}

// The members that lead to an offset: "ready.previous".
static void add_members(const struct type *type, int64_t offset, char *text, size_t size) {
  for (int depth = 0; type != NULL && (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) && depth < 6; depth++) {
    const struct field *inside = NULL;
    for (uint32_t i = 0; i < type->field_count; i++) {
      int64_t low = (int64_t)(type->fields[i].offset_bits / 8), high = low + (int64_t)type->fields[i].type->size;
      if (offset >= low && offset < high) inside = &type->fields[i];
    }
    if (inside == NULL) return;
    size_t length = strlen(text);
    if (inside->name[0] != 0) snprintf(text + length, size - length, "%s%s", length > 0 ? "." : "", inside->name);
    offset -= (int64_t)(inside->offset_bits / 8);
    type = inside->type->plain;
  }
}

const char *name_of_place(struct engine *engine, uint32_t root, int64_t offset, const struct field *field) {
  const struct root *at = root_at(engine, root);
  char members[160] = "";
  bool is_pointer = at->type != NULL && at->type->kind == TYPE_POINTER;
  if (at->kind == ROOT_VARIABLE) {
    const struct variable *variable = at->what;
    add_members(variable->type, offset, members, sizeof members);
    if (variable->name[0] == 0 || members[0] == 0)
      return members[0] != 0 ? text_of(engine, "%s", members) : variable->name;
    return text_of(engine, "%s.%s", variable->name, members);
  }
  if (at->kind == ROOT_INITIAL && is_pointer) {
    add_members(at->type->to->plain, offset, members, sizeof members);
    const char *base = name_of_place(engine, at->base, at->offset, at->field);
    if (members[0] != 0)
      return base[0] != 0 ? text_of(engine, "%s->%s", base, members) : text_of(engine, "%s", members);
    if (field == NULL) return base[0] != 0 ? text_of(engine, "*%s", base) : base;
  }
  return field != NULL ? field->name : "";
}

const char *name_of_root(struct engine *engine, const struct state *state, uint32_t root) {
  const char *name = "";
  for (uint32_t i = 0; i < state->binding_count && name[0] == 0; i++) {
    const struct binding *at = &state->bindings[i];
    if (at->value.kind == VALUE_POINT && at->value.root == root && at->value.number == 0 && at->root != root)
      name = name_of_place(engine, at->root, at->offset, at->field);
  }
  for (uint32_t event = state->event; event != 0 && name[0] == 0; event = engine->events[event].before)
    if (engine->events[event].kind == EVENT_STORED && engine->events[event].root == root &&
        engine->events[event].name != NULL)
      name = engine->events[event].name;
  const struct root *at = root_at(engine, root);
  if (name[0] == 0 && at->kind == ROOT_INITIAL) name = name_of_place(engine, at->base, at->offset, at->field);
  if (name[0] == 0 && at->maker != NULL) name = text_of(engine, "%s()", at->maker->name);
  if (name[0] == 0 && at->kind == ROOT_DERIVED) name = name_of_root(engine, state, at->base);
  if (name[0] == 0 && at->kind == ROOT_VARIABLE) name = ((const struct variable *)at->what)->name;
  return name[0] != 0 ? name : "it";
}

// ---- Notes ----

static bool speaks_of(const struct engine *engine, const struct event *event, uint32_t root) {
  if (event->kind == EVENT_BRANCH) return true;
  if (event->kind == EVENT_STORED) return false;
  (void)engine;
  return event->root == root;
}

static bool text_of_event(struct engine *engine, const struct state *state, const struct event *event, char *text) {
  const char *what = event->kind == EVENT_BRANCH ? "" : name_of_root(engine, state, event->root);
  switch (event->kind) {
  case EVENT_BRANCH: return flow_tell(event->function, event->block, event->edge, text, TEXT);
  case EVENT_MADE:
    if (event->function != NULL)
      snprintf(text, TEXT, "'%s' is owned from here: %s made it", what, event->function->name);
    else if (event->name != NULL)
      snprintf(text, TEXT, "'%s' is owned here: it was taken out of '%s'", what, event->name);
    else
      snprintf(text, TEXT, "'%s' is owned from here: the parameter is marked OWN", what);
    return true;
  case EVENT_GONE:
    if (event->function == NULL)
      snprintf(text, TEXT, "it was given away here");
    else
      snprintf(text, TEXT, "%s took it here", event->function->name);
    return true;
  case EVENT_CAST: snprintf(text, TEXT, "it becomes a number here"); return true;
  case EVENT_STORED: break;
  }
  return false;
}

// From the last time that it was made owned on; the last branches, if there are many.
static uint32_t notes_of(struct engine *engine, const struct state *state, uint32_t root, struct note *notes) {
  uint32_t chosen[NOTES], count = 0;
  for (uint32_t event = state->event; event != 0; event = engine->events[event].before) {
    const struct event *at = &engine->events[event];
    bool is_first = at->kind == EVENT_MADE && at->root == root;
    if (!speaks_of(engine, at, root) || (count >= NOTES - 2 && at->kind == EVENT_BRANCH)) continue;
    if (count < NOTES) chosen[count++] = event;
    if (is_first) break;
  }
  // Of something that never was made here, only how it went.
  bool is_made = count > 0 && engine->events[chosen[count - 1]].kind == EVENT_MADE;
  uint32_t first_gone = count;
  for (uint32_t i = 0; i < count; i++)
    if (engine->events[chosen[i]].kind == EVENT_GONE) first_gone = i + 1;
  if (!is_made && first_gone < count) count = first_gone;
  uint32_t told = 0;
  for (uint32_t i = count; i-- > 0;) {
    char text[TEXT];
    const struct event *event = &engine->events[chosen[i]];
    if (!text_of_event(engine, state, event, text)) continue;
    notes[told++] = (struct note){event->place, text_of(engine, "%s", text)};
  }
  return told;
}

static bool is_told(const struct engine *engine, enum rule rule) {
  bool is_borrow = rule >= RULE_BORROW_CONSUMED && rule <= RULE_BORROW_RODATA;
  return is_borrow ? engine->borrows : engine->owns;
}

void engine_tell_unseen(struct engine *engine, struct place at, const char *mend, const char *message, ...) {
  if (!engine->owns) return;
  char text[TEXT];
  va_list arguments;
  va_start(arguments, message);
  vsnprintf(text, sizeof text, message, arguments);
  va_end(arguments);
  report(engine->reports, RULE_FRONT_UNSEEN, engine->current, own_place(engine->frame, at), NULL, 0, mend, "%s", text);
}

void engine_tell(struct engine *engine, enum rule rule, const struct state *state, uint32_t root, struct place at,
                 const char *mend, const char *message, ...) {
  if (!is_told(engine, rule)) return;
  char text[TEXT];
  va_list arguments;
  va_start(arguments, message);
  vsnprintf(text, sizeof text, message, arguments);
  va_end(arguments);
  at = own_place(engine->frame, at);
  struct note notes[NOTES];
  uint32_t count = notes_of(engine, state, root, notes);
  report(engine->reports, rule, engine->current, at, notes, count, mend, "%s", text);
}
