// SPDX-License-Identifier: Apache-2.0
// initializer: {...} to stores. clang has worked out what falls to which member; what is not named is zero.
#include "tools/cellcheck/front/builder.h"

static bool is_zero(const struct node *node) {
  if (node == NULL) return true;
  struct view view;
  node_read(node, &view);
  return view.kind == NODE_ZERO;
}

// An unnamed bit-field has no initializer.
static bool is_padding(const struct field *field) {
  return field->name[0] == 0 && field->type->kind != TYPE_STRUCT && field->type->kind != TYPE_UNION;
}

// char text[] = {"abc"}
static bool is_text(const struct view *list, const struct type *type) {
  if (type->kind != TYPE_ARRAY || list->count != 1 || type->to->kind == TYPE_ARRAY || is_zero(list->list[0]))
    return false;
  struct view only;
  node_read(list->list[0], &only);
  return only.kind == NODE_STRING;
}

static bool leaves_rest(const struct view *list, const struct type *type) {
  if (type->kind == TYPE_UNION) return list->count == 0 || is_zero(list->list[0]) || type->size > 0;
  for (uint64_t i = 0; i < list->count; i++)
    if (is_zero(list->list[i])) return true;
  if (type->kind == TYPE_ARRAY) return list->count < type->count;
  return list->count == 0;
}

static void lower_members(struct builder *builder, value_t address, const struct type *type, const struct view *list,
                          bool is_zeroed) {
  uint32_t k = 0;
  for (uint64_t i = 0; i < list->count; i++, k++) {
    while (k < type->field_count && is_padding(&type->fields[k]))
      k++;
    if (k >= type->field_count) {
      emit_unseen(builder, "an initializer of no member", builder->front->type_void, list->at);
      return;
    }
    if (is_zero(list->list[i])) continue;
    const struct field *field = &type->fields[k];
    struct view each;
    node_read(list->list[i], &each);
    if (each.kind == NODE_HOLE) continue;
    value_t member = emit_field(builder, address, field, field->type, each.at);
    lower_initializer(builder, member, field->type, list->list[i], is_zeroed);
  }
}

static void lower_elements(struct builder *builder, value_t address, const struct type *type, const struct view *list,
                           bool is_zeroed) {
  struct front *front = builder->front;
  const struct type *pointer = type_pointer_to(front, type->to);
  int64_t index = 0;
  value_t first = 0;
  for (uint64_t i = 0; i < list->count; i++, index++) {
    if (is_zero(list->list[i])) continue;
    struct view each;
    node_read(list->list[i], &each);
    if (each.kind == NODE_HOLE) continue;
    if (first == 0) first = emit_cast(builder, address, pointer, true, each.at);
    value_t number = emit_const(builder, front->type_size, index, each.at);
    value_t element = emit_element(builder, first, number, pointer, false, each.at);
    if (each.kind == NODE_VALUES && each.number > 1) index += each.number - 1;  // #embed
    lower_initializer(builder, element, type->to, list->list[i], is_zeroed);
  }
}

static void lower_list(struct builder *builder, value_t address, const struct type *type, const struct view *list,
                       bool is_zeroed) {
  switch (type->kind) {
  case TYPE_STRUCT:
  case TYPE_UNION:
  case TYPE_ARRAY: break;
  case TYPE_OTHER: {  // a vector, a complex number
    struct arguments values = lower_arguments(builder, list->list, list->count);
    value_t value = emit_parts(builder, values.values, values.count, type_unqualified(type), list->at);
    emit_store(builder, address, value, type, list->at);
    return;
  }
  default:
    if (list->count != 0 && !is_zero(list->list[0]))
      lower_initializer(builder, address, type, list->list[0], is_zeroed);
    else if (!is_zeroed)
      emit_zero(builder, address, type, list->at);
    return;
  }
  if (!is_zeroed && !is_text(list, type) && leaves_rest(list, type)) {
    emit_zero(builder, address, type, list->at);
    is_zeroed = true;
  }
  if (type->kind == TYPE_ARRAY && is_text(list, type)) {
    lower_initializer(builder, address, type, list->list[0], is_zeroed);
  } else if (type->kind == TYPE_ARRAY) {
    lower_elements(builder, address, type, list, is_zeroed);
  } else if (type->kind == TYPE_STRUCT) {
    type_fill_all(builder->front);
    lower_members(builder, address, type->plain, list, is_zeroed);
  } else if (list->count != 0 && !is_zero(list->list[0]) && list->declaration != NULL) {
    const struct field *field = type_field(builder->front, list->declaration, type);
    if (field == NULL)
      emit_unseen(builder, "a member of a union", builder->front->type_void, list->at);
    else
      lower_initializer(builder, emit_field(builder, address, field, field->type, list->at), field->type, list->list[0],
                        is_zeroed);
  }
}

void lower_initializer(struct builder *builder, value_t address, const struct type *type, const struct node *node,
                       bool is_zeroed) {
  struct view view;
  node_read(node, &view);
  if (!go_deeper(builder)) {
    emit_unseen(builder, "initializers nested too deep", builder->front->type_void, view.at);
    return;
  }
  switch (view.kind) {
  case NODE_LIST: lower_list(builder, address, type, &view, is_zeroed); break;
  case NODE_UPDATE: {
    struct view list;
    lower_initializer(builder, address, type, view.parts[0], is_zeroed);
    node_read(view.parts[1], &list);
    // What it does not name stays.
    lower_list(builder, address, type, &list, true);
    break;
  }
  case NODE_ZERO:
    if (!is_zeroed) emit_zero(builder, address, type, view.at);
    break;
  case NODE_HOLE: break;
  default: {
    const struct type *from = view.type != NULL ? type_in(builder, view.type) : type;
    value_t value =
        view.is_place ? emit_load(builder, lower_address(builder, node), from, view.at) : lower_value(builder, node);
    emit_store(builder, address, value, type, view.at);
  }
  }
  builder->depth--;
}
