// SPDX-License-Identifier: Apache-2.0
// call: calls of functions, by name or through a pointer.
#include "tools/cellcheck/front/builder.h"

static bool is_noreturn(const struct view *view, const struct function *function) {
  if (function != NULL && function->is_noreturn) return true;
  struct view pointer;
  struct type_view type;
  node_read(view->parts[0], &pointer);
  if (pointer.type == NULL) return false;
  type_read(pointer.type, &type);
  if (type.kind == CLASS_POINTER) type_read(type.to, &type);
  return type.kind == CLASS_FUNCTION && type.is_noreturn;
}

value_t lower_call(struct builder *builder, const struct view *view) {
  const struct declaration *named = function_named(view->parts[0]);
  struct declaration_view of;
  value_t pointer = 0, result = 0;
  struct function *function = NULL;
  if (named != NULL) {
    declaration_read(named, &of);
    if (lower_builtin(builder, view, of.name, &result)) return result;
    function = function_of(builder->front, named);
  } else {
    pointer = lower_value(builder, view->parts[0]);
  }
  struct arguments arguments = lower_arguments(builder, view->list, view->count);
  const struct type *type = value_type(builder, view->type);
  result = emit_call(builder, function, pointer, arguments.values, arguments.count, type, view->at);
  if (is_noreturn(view, function)) close_block(builder, END_NEVER, 0, view->at);
  return result;
}
