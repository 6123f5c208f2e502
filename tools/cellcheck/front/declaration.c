// SPDX-License-Identifier: Apache-2.0
// declaration: functions and variables, each once, with all that the declarations of all units say of it.
#include <string.h>

#include "tools/cellcheck/front/front.h"

void array_add(struct ir_memory *arena, void *array, uint32_t *count, uint32_t *size, void *element) {
  void ***items = array;
  if (*count == *size) {
    *size = *size != 0 ? *size * 2 : 16;
    void **more = ir_take(arena, *size * sizeof *more);
    if (*count != 0) memcpy(more, *items, *count * sizeof *more);
    *items = more;
  }
  (*items)[(*count)++] = element;
}

// Functions and variables with external linkage by their name, others by where they stand.
static const char *key_of(struct front *front, const struct declaration *declaration,
                          const struct declaration_view *view, const char *what) {
  if (!view->is_static && !view->is_static_local) return strings_format(&front->strings, "%s %s", what, view->name);
  struct declaration_view first = *view;
  if (view->canonical != declaration) declaration_read(view->canonical, &first);
  struct place place = place_of(front, first.at);
  return strings_format(&front->strings, "%s %s %s:%u:%u", what, view->name, place.file, place.line, place.column);
}

static bool is_in_header(struct front *front, const struct place *place) {
  const struct source *source = own_source(front, place->file);
  return place->file != front->unit->path || (source != NULL && source->is_header);
}

// ---- Functions ----

static void complain_kinds(struct front *front, const struct function *function, const struct place *place) {
  const struct note note = {.at = function->place, .text = "the other is here"};
  report(front->reports, RULE_FRONT_ANNOTATION, NULL, *place, &note, 1, "keep one, in the header",
         "'%s' is declared with two different kinds", function->name);
}

static void merge_function(struct front *front, struct function *function, const struct annotations *annotations,
                           const struct place *place) {
  if (annotations->kind != KIND_NONE && function->kind != KIND_NONE && function->kind != annotations->kind)
    complain_kinds(front, function, place);
  else if (annotations->kind != KIND_NONE)
    function->kind = annotations->kind;
  else if (function->kind == KIND_NONE)
    function->kind = annotations->swept;
  function->marks |= annotations->marks;
  function->is_noreturn |= annotations->is_noreturn;
  if (annotations->unsafe != NULL) function->unsafe = annotations->unsafe;
  if (annotations->section != NULL) {
    function->section = annotations->section;
    if (strcmp(function->section, ".text.cell.callback") == 0) function->marks |= MARK_CALLBACK;
  }
  function->is_exported |=
      (annotations->kind != KIND_NONE && annotations->is_visible) || (function->marks & MARK_CALLBACK) != 0;
}

static void read_parameters(struct front *front, struct function *function, const struct declaration *declaration,
                            bool is_definition) {
  CXCursor cursor = cursor_of_declaration(front->unit->unit, declaration);
  int count = clang_Cursor_getNumArguments(cursor);
  if (count < 0) return;
  if (function->parameters == NULL && count != 0) {
    function->parameters = ir_take(front->arena, (size_t)count * sizeof *function->parameters);
    function->parameter_count = (uint32_t)count;
    for (uint32_t i = 0; i < function->parameter_count; i++) {
      function->parameters[i] = ir_take(front->arena, sizeof **function->parameters);
      *function->parameters[i] = (struct variable){
          .name = "", .type = front->type_int, .storage = STORAGE_PARAMETER, .is_defined = true, .index = i};
    }
  }
  for (uint32_t i = 0; i < function->parameter_count && i < (uint32_t)count; i++) {
    struct variable *parameter = function->parameters[i];
    struct declaration_view view;
    const struct declaration *argument = clang_Cursor_getArgument(cursor, i).data[0];
    if (argument == NULL) continue;
    declaration_read(argument, &view);
    if (is_definition || parameter->place.file == NULL) {
      parameter->place = place_of(front, view.at);
      parameter->type = type_of_value(front, view.type);
      parameter->in = function;
    }
    if (view.name[0] != 0 && (is_definition || parameter->name[0] == 0))
      parameter->name = strings_take(&front->strings, view.name, strlen(view.name));
    if (!view.has_attributes) continue;
    struct annotations annotations = {};
    annotations_read(front, argument, ANNOTATED_PARAMETER, view.name, parameter->type, &annotations);
    parameter->marks |= annotations.marks;
    if (annotations.as != KIND_NONE) parameter->kind = annotations.as;
  }
}

static void await_body(struct front *front, struct function *function, const struct declaration *declaration) {
  if (table_get(&front->lowered, function) != NULL) return;
  table_set(&front->lowered, function, function);
  struct body *body = ir_take(front->arena, sizeof *body);
  *body = (struct body){.function = function, .declaration = declaration};
  *front->bodies_end = body;
  front->bodies_end = &body->next;
}

static void read_function(struct front *front, struct function *function, const struct declaration *declaration) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  struct place place = place_of(front, view.at);
  const struct source *source = own_source(front, place.file);
  struct type_view type;
  type_read(view.type, &type);
  function->is_noreturn |= type.is_noreturn;
  function->is_own |= source != NULL;
  function->is_inline |= view.is_inline;
  function->is_static |= view.is_static;
  bool is_definition = view.has_body && !function->is_defined;
  bool is_first = function->place.file == NULL;
  if (is_first || is_definition) function->place = place;
  if (is_in_header(front, &place) && function->header.file == NULL) function->header = place;
  // The header that the cell offers is the one that counts.
  if (source != NULL && source->is_public && !function->is_public) {
    function->header = place;
    function->is_public = true;
  }
  if (is_definition || is_first) function->type = type_of_value(front, view.type);
  function->is_defined |= view.has_body;
  read_parameters(front, function, declaration, is_definition);
  if (view.has_attributes) {
    struct annotations annotations = {};
    annotations_read(front, declaration, ANNOTATED_FUNCTION, function->name, function->type, &annotations);
    merge_function(front, function, &annotations, &place);
  }
  if (view.has_body) await_body(front, function, declaration);
}

struct function *function_make(struct front *front, const char *name, const struct type *type, struct place place) {
  struct function *function = ir_take(front->arena, sizeof *function);
  *function = (struct function){.name = name, .type = type, .place = place};
  return function;
}

struct function *function_add(struct front *front, const char *name, const struct type *type, const char *key) {
  struct function *function = function_make(front, name, type, (struct place){.file = "<builtin>"});
  table_set(&front->functions, strings_take(&front->strings, key, strlen(key)), function);
  array_add(front->arena, &front->cell->functions, &front->cell->function_count, &front->function_room, function);
  return function;
}

static void read_redeclared(struct front *front, const struct redeclaration *last, struct function *function) {
  if (last == NULL) return;
  // From the first to the last; there are few but in code that nobody wrote.
  uint32_t count = 0;
  for (const struct redeclaration *each = last; each != NULL; each = each->next)
    count++;
  const struct declaration **all = ir_take(front->arena, count * sizeof *all);
  for (const struct redeclaration *each = last; each != NULL; each = each->next)
    all[--count] = each->declaration;
  for (const struct redeclaration *each = last; each != NULL; each = each->next)
    read_function(front, function, all[count++]);
}

struct function *function_of(struct front *front, const struct declaration *declaration) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  struct function *function = table_get(&front->unit->functions, view.canonical);
  if (function != NULL) return function;
  const char *key = key_of(front, declaration, &view, "function");
  function = table_get(&front->functions, key);
  if (function == NULL) {
    function =
        function_make(front, strings_take(&front->strings, view.name, strlen(view.name)), NULL, (struct place){});
    table_set(&front->functions, key, function);
    array_add(front->arena, &front->cell->functions, &front->cell->function_count, &front->function_room, function);
  }
  table_set(&front->unit->functions, view.canonical, function);
  const struct redeclaration *redeclared = table_get(&front->unit->redeclared, view.canonical);
  if (redeclared != NULL)
    read_redeclared(front, redeclared, function);
  else
    read_function(front, function, declaration);
  return function;
}

// ---- Variables ----

static uint32_t mark_of_section(const char *section) {
  if (strncmp(section, ".cell.state.", 12) == 0) return MARK_STATE;
  if (strncmp(section, ".cell.cpustate.", 15) == 0) return MARK_CPU_STATE;
  if (strncmp(section, ".cell.ops.", 10) == 0) return MARK_OPS;
  return 0;
}

static const struct node *initializer_of(struct front *front, const struct declaration *declaration) {
  CXCursor value = clang_Cursor_getVarDeclInitializer(cursor_of_declaration(front->unit->unit, declaration));
  return clang_Cursor_isNull(value) || clang_isInvalid(value.kind) ? NULL : value.data[1];
}

static void read_variable(struct front *front, struct variable *variable, const struct declaration *declaration) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  struct place place = place_of(front, view.at);
  const struct node *value = initializer_of(front, declaration);
  bool is_definition = value != NULL || !view.is_extern;
  if (variable->place.file == NULL || (is_definition && !variable->is_defined)) variable->place = place;
  const struct source *source = own_source(front, place.file);
  if (is_in_header(front, &place) && (variable->header.file == NULL || (source != NULL && source->is_public)))
    variable->header = place;
  variable->is_defined |= is_definition;
  variable->is_thread |= view.is_thread;
  const struct type *type = type_of_value(front, view.type);
  // An array's count may stand in one declaration only.
  if (variable->type == NULL || !variable->type->is_complete) variable->type = type;
  if (view.has_attributes) {
    struct annotations annotations = {};
    annotations_read(front, declaration, ANNOTATED_VARIABLE, variable->name, type, &annotations);
    variable->marks |= annotations.marks;
    if (annotations.unsafe != NULL) variable->unsafe = annotations.unsafe;
    if (annotations.section != NULL) {
      variable->section = annotations.section;
      variable->marks |= mark_of_section(annotations.section);
    }
  }
  if (value != NULL && variable->value == NULL) initializer_lower(front, variable, value);
}

struct variable *variable_make_static(struct front *front, const struct type *type, struct place place) {
  struct variable *variable = ir_take(front->arena, sizeof *variable);
  *variable =
      (struct variable){.name = "", .type = type, .storage = STORAGE_STATIC, .is_defined = true, .place = place};
  variable->index = front->cell->variable_count;
  array_add(front->arena, &front->cell->variables, &front->cell->variable_count, &front->variable_room, variable);
  return variable;
}

struct variable *variable_of(struct front *front, const struct declaration *declaration, struct function *in) {
  struct declaration_view view;
  declaration_read(declaration, &view);
  struct variable *variable = table_get(&front->unit->variables, view.canonical);
  if (variable != NULL) return variable;
  const char *key = key_of(front, declaration, &view, "variable");
  variable = table_get(&front->variables, key);
  if (variable == NULL) {
    variable = variable_make_static(front, NULL, (struct place){});
    variable->name = strings_take(&front->strings, view.name, strlen(view.name));
    variable->storage = view.is_static_local ? STORAGE_STATIC_LOCAL : view.is_static ? STORAGE_STATIC : STORAGE_GLOBAL;
    variable->is_defined = false;
    variable->in = view.is_static_local ? in : NULL;
    table_set(&front->variables, key, variable);
  }
  table_set(&front->unit->variables, view.canonical, variable);
  const struct redeclaration *redeclared = table_get(&front->unit->redeclared, view.canonical);
  if (redeclared == NULL) read_variable(front, variable, declaration);
  for (const struct redeclaration *each = redeclared; each != NULL; each = each->next)
    read_variable(front, variable, each->declaration);
  return variable;
}

// ---- A unit ----

static void remember(struct front *front, const struct declaration *declaration, const struct declaration_view *view) {
  struct redeclaration *each = ir_take(front->arena, sizeof *each);
  each->declaration = declaration;
  each->next = table_get(&front->unit->redeclared, view->canonical);
  table_set(&front->unit->redeclared, view->canonical, each);
}

static bool is_remembered(enum declaration_kind kind) {
  return kind == DECLARATION_FUNCTION || kind == DECLARATION_VARIABLE || kind == DECLARATION_RECORD;
}

static void read_own(struct front *front, const struct declaration *declaration, const struct declaration_view *view) {
  switch (view->kind) {
  case DECLARATION_FUNCTION: function_of(front, declaration); break;
  case DECLARATION_VARIABLE: variable_of(front, declaration, NULL); break;
  case DECLARATION_RECORD:
  case DECLARATION_ENUM: type_add(front, declaration); break;
  case DECLARATION_TYPE: {
    struct annotations annotations = {};
    if (view->has_attributes) annotations_read(front, declaration, ANNOTATED_OTHER, view->name, NULL, &annotations);
    break;
  }
  case DECLARATION_OTHER:
  case DECLARATION_PARAMETER:
  case DECLARATION_FIELD:
  case DECLARATION_INDIRECT:
  case DECLARATION_ENUMERATOR: break;
  }
}

void declarations_read(struct front *front) {
  const struct declaration *unit = clang_getTranslationUnitCursor(front->unit->unit).data[0];
  struct declaration_view view;
  for (const struct declaration *each = declaration_first(unit); each != NULL; each = declaration_next(each)) {
    declaration_read(each, &view);
    if (is_remembered(view.kind)) remember(front, each, &view);
  }
  for (const struct declaration *each = declaration_first(unit); each != NULL; each = declaration_next(each)) {
    declaration_read(each, &view);
    if (view.kind == DECLARATION_OTHER || view.at == 0 || view.is_implicit) continue;
    if (own_source(front, place_of(front, view.at).file) != NULL) read_own(front, each, &view);
    // What others offer, also if nobody calls it: who may release what, and what else there is.
    else if (view.kind == DECLARATION_FUNCTION && view.has_attributes && has_annotations(front, each))
      function_of(front, each);
  }
}
