// SPDX-License-Identifier: Apache-2.0
// body: a function's body, and the initializer of a static object as the body of a function.
#include "tools/cellcheck/front/builder.h"

static struct builder start(struct front *front, struct function *function) {
  return (struct builder){.front = front, .function = function, .loop = {.break_to = NOWHERE, .continue_to = NOWHERE}};
}

static void name_parameters(struct builder *builder, const struct declaration *declaration) {
  struct function *function = builder->function;
  CXCursor cursor = cursor_of_declaration(builder->front->unit->unit, declaration);
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    array_add(builder->front->arena, &builder->variables, &builder->variable_count, &builder->variable_size,
              function->parameters[i]);
    const struct declaration *parameter = clang_Cursor_getArgument(cursor, i).data[0];
    if (parameter != NULL) table_set(&builder->locals, parameter, function->parameters[i]);
  }
}

void body_lower(struct front *front, struct function *function, const struct declaration *declaration) {
  const struct node *body = declaration_body(declaration);
  if (body == NULL) return;
  struct builder builder = start(front, function);
  struct view view;
  name_parameters(&builder, declaration);
  open_block(&builder, new_block(&builder));
  lower_statement(&builder, body);
  node_read(body, &view);
  if (builder.is_open) close_block(&builder, END_RETURN, 0, (uint32_t)view.number);
  finish_function(&builder);
}

struct function *initializer_lower(struct front *front, struct variable *variable, const struct node *value) {
  struct function *function = function_make(front, variable->name, front->type_initializer, variable->place);
  function->is_static = true;
  function->is_defined = true;
  function->is_own = own_source(front, variable->place.file) != NULL;
  function->unsafe = variable->unsafe;
  variable->value = function;
  struct builder builder = start(front, function);
  struct builder *around = front->around;
  builder.around = around;
  front->around = NULL;
  open_block(&builder, new_block(&builder));
  uint32_t at = node_begin(value);
  lower_initializer(&builder, emit_address(&builder, variable, at), variable->type, value, false);
  if (builder.is_open) close_block(&builder, END_RETURN, 0, at);
  finish_function(&builder);
  front->around = around;
  return function;
}
