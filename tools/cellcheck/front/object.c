// SPDX-License-Identifier: Apache-2.0
// object: names, members, elements, literals: what has an address.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

static struct variable *variable_named(struct builder *builder, const struct declaration *declaration) {
  for (struct builder *each = builder; each != NULL; each = each->around) {
    struct variable *variable = table_get(&each->locals, declaration);
    if (variable != NULL) return variable;
  }
  struct declaration_view view;
  declaration_read(declaration, &view);
  if (view.kind != DECLARATION_VARIABLE || view.is_local) return NULL;
  return variable_of(builder->front, declaration, builder->function);
}

value_t lower_function_address(struct builder *builder, const struct declaration *declaration, const struct type *type,
                               uint32_t at) {
  struct function *function = function_of(builder->front, declaration);
  emit(builder, OP_FUNCTION, type, at)->function = function;
  return last_value(builder);
}

const struct declaration *function_named(const struct node *node) {
  for (;;) {
    struct view view;
    node_read(node, &view);
    if (view.kind == NODE_NAME) {
      struct declaration_view named;
      declaration_read(view.declaration, &named);
      return named.kind == DECLARATION_FUNCTION ? view.declaration : NULL;
    }
    bool goes_on =
        (view.kind == NODE_CAST && view.detail == CONVERSION_FUNCTION) ||
        (view.kind == NODE_UNARY && (view.operation == OPERATION_ADDRESS || view.operation == OPERATION_INDIRECT));
    if (!goes_on) return NULL;
    node = view.parts[0];
  }
}

// A function designator as a pointer to it.
value_t lower_designator(struct builder *builder, const struct node *node, const struct type *type, uint32_t at) {
  const struct declaration *named = function_named(node);
  if (named != NULL) return lower_function_address(builder, named, type, at);
  struct view view;
  node_read(node, &view);
  if (view.kind == NODE_UNARY && view.operation == OPERATION_INDIRECT) return lower_value(builder, view.parts[0]);
  return lower_either(builder, node);
}

// ---- Objects ----

// A value that has to be an object: f().member.
static value_t make_object(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  struct variable *hidden;
  value_t value = lower_value(builder, view->node);
  value_t address = begin_hidden(builder, type, &hidden, view->at);
  if (value != 0) emit_store(builder, address, value, type, view->at);
  return address;
}

value_t lower_member(struct builder *builder, const struct view *view) {
  struct view object;
  node_read(view->parts[0], &object);
  value_t address = view->flag ? lower_value(builder, view->parts[0]) : lower_address(builder, view->parts[0]);
  const struct type *of = type_in(builder, object.type);
  if (view->flag) of = of->to;
  const struct type *type = type_in(builder, view->type);
  struct declaration_view member;
  declaration_read(view->declaration, &member);
  const struct field *field =
      of != NULL && member.kind == DECLARATION_FIELD ? type_field(builder->front, view->declaration, of) : NULL;
  if (field == NULL) return emit_unseen(builder, "a member", type_pointer_to(builder->front, type), view->at);
  return emit_field(builder, address, field, type, view->at);
}

value_t lower_subscript(struct builder *builder, const struct view *view) {
  struct view base;
  node_read(view->parts[0], &base);
  const struct type *pointer = type_pointer_to(builder->front, type_in(builder, view->type));
  value_t first;
  if (type_in(builder, base.type)->kind == TYPE_POINTER) {
    first = lower_value(builder, view->parts[0]);
  } else {
    first = emit_cast(builder, lower_address(builder, view->parts[0]), pointer, true, view->at);
  }
  value_t index = lower_value(builder, view->parts[1]);
  return emit_element(builder, first, index, pointer, false, view->at);
}

value_t lower_literal(struct builder *builder, const struct view *view) {
  struct front *front = builder->front;
  const struct type *type = type_in(builder, view->type);
  if (view->flag) {
    struct variable *variable = variable_make_static(front, type, place_of(front, view->at));
    initializer_lower(front, variable, view->parts[0]);
    return emit_address(builder, variable, view->at);
  }
  struct variable *hidden;
  lower_lengths(builder, view->type);
  value_t address = begin_hidden(builder, type, &hidden, view->at);
  lower_initializer(builder, address, type, view->parts[0], false);
  return address;
}

value_t lower_string(struct builder *builder, const struct view *view) {
  struct instruction *instruction = emit(builder, OP_STRING, NULL, view->at);
  instruction->text = ir_text(builder->front->arena, view->text, view->count);
  instruction->number = (int64_t)view->count;
  instruction->type = type_pointer_to(builder->front, type_in(builder, view->type));
  return last_value(builder);
}

value_t lower_name_address(struct builder *builder, const struct view *view) {
  struct variable *variable = variable_named(builder, view->declaration);
  const struct type *type = type_in(builder, view->type);
  if (variable == NULL) return emit_unseen(builder, "a name", type_pointer_to(builder->front, type), view->at);
  return emit_address(builder, variable, view->at);
}

static value_t address_of(struct builder *builder, const struct view *view) {
  const struct type *pointer =
      view->type != NULL ? type_pointer_to(builder->front, type_in(builder, view->type)) : builder->front->type_pointer;
  bool is_object =
      view->is_place || view->kind == NODE_MEMBER || view->kind == NODE_STRING || view->kind == NODE_LITERAL;
  if (!is_object) return make_object(builder, view);
  switch (view->kind) {
  case NODE_NAME: {
    struct declaration_view named;
    declaration_read(view->declaration, &named);
    if (named.kind == DECLARATION_FUNCTION)
      return lower_function_address(builder, view->declaration, pointer, view->at);
    return lower_name_address(builder, view);
  }
  case NODE_MEMBER: return lower_member(builder, view);
  case NODE_SUBSCRIPT: return lower_subscript(builder, view);
  case NODE_STRING: return lower_string(builder, view);
  case NODE_LITERAL: return lower_literal(builder, view);
  case NODE_CAST:
    if (view->detail == CONVERSION_NONE) return lower_address(builder, view->parts[0]);
    break;
  case NODE_UNARY:
    if (view->operation == OPERATION_INDIRECT) return lower_value(builder, view->parts[0]);
    if (view->operation == OPERATION_REAL || view->operation == OPERATION_IMAGINARY) {
      value_t part = emit_cast(builder, lower_address(builder, view->parts[0]), pointer, true, view->at);
      if (view->operation == OPERATION_REAL) return part;
      value_t one = emit_const(builder, builder->front->type_size, 1, view->at);
      return emit_element(builder, part, one, pointer, false, view->at);
    }
    break;
  case NODE_ELEMENTS: {
    value_t vector = view->flag ? lower_value(builder, view->parts[0]) : lower_address(builder, view->parts[0]);
    return emit_cast(builder, vector, pointer, true, view->at);
  }
  case NODE_STATEMENTS:
  case NODE_CONDITIONAL:
  case NODE_BINARY:
  case NODE_ASSIGN: return make_object(builder, view);
  default: break;
  }
  return emit_unseen(builder, view->kind == NODE_UNSEEN ? view->text : "an object", pointer, view->at);
}

value_t lower_address(struct builder *builder, const struct node *node) {
  struct view view;
  node_read(node, &view);
  if (!go_deeper(builder))
    return emit_unseen(builder, "expressions nested too deep", builder->front->type_pointer, view.at);
  value_t address = address_of(builder, &view);
  builder->depth--;
  return address;
}

value_t lower_either(struct builder *builder, const struct node *node) {
  struct view view;
  node_read(node, &view);
  if (view.type == NULL || !view.is_place) return lower_value(builder, node);
  return lower_address(builder, node);
}

void lower_unused(struct builder *builder, const struct node *node) {
  struct view view;
  node_read(node, &view);
  if (view.type == NULL || !view.is_place) {
    lower_value(builder, node);
    return;
  }
  // What is volatile is loaded, and no place any more.
  if (view.kind != NODE_NAME) lower_address(builder, node);
}
