// SPDX-License-Identifier: Apache-2.0
// condition: && || ! ?: as edges, and as values in hidden variables.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

bool is_test(const struct type *type) {
  return type->kind == TYPE_BOOL || type->kind == TYPE_INTEGER || type->kind == TYPE_ENUM || type->kind == TYPE_POINTER;
}

// Whether a cast leaves the question open whether a value is 0.
static bool keeps_truth(struct builder *builder, const struct view *cast) {
  struct view inner;
  node_read(cast->parts[0], &inner);
  if (cast->detail == CONVERSION_NONE) return !inner.is_place;
  if (cast->detail != CONVERSION_VALUE || inner.type == NULL || inner.is_place) return false;
  const struct type *to = value_type(builder, cast->type), *from = value_type(builder, inner.type);
  if (!is_test(to) || !is_test(from)) return false;
  return to->kind == TYPE_BOOL || to->size >= from->size;
}

// __builtin_expect(x, 1): x
static const struct node *expected(const struct view *call) {
  struct declaration_view named;
  const struct declaration *function = function_named(call->parts[0]);
  if (function == NULL || call->count < 2) return NULL;
  declaration_read(function, &named);
  if (strcmp(named.name, "__builtin_expect") != 0 && strcmp(named.name, "__builtin_expect_with_probability") != 0)
    return NULL;
  return call->list[0];
}

static bool branch_further(struct builder *builder, const struct view *view, uint32_t yes, uint32_t no) {
  if (view->kind == NODE_UNARY && view->operation == OPERATION_NOT) {
    lower_branch(builder, view->parts[0], no, yes);
  } else if (view->kind == NODE_BINARY && (view->operation == OPERATION_BOTH || view->operation == OPERATION_EITHER)) {
    uint32_t second = new_block(builder);
    bool is_both = view->operation == OPERATION_BOTH;
    lower_branch(builder, view->parts[0], is_both ? second : yes, is_both ? no : second);
    open_block(builder, second);
    lower_branch(builder, view->parts[1], yes, no);
  } else if (view->kind == NODE_BINARY && view->operation == OPERATION_COMMA) {
    lower_unused(builder, view->parts[0]);
    lower_branch(builder, view->parts[1], yes, no);
  } else if (view->kind == NODE_CONDITIONAL) {
    uint32_t then = new_block(builder), otherwise = new_block(builder);
    lower_branch(builder, view->parts[0], then, otherwise);
    open_block(builder, then);
    lower_branch(builder, view->parts[1], yes, no);
    open_block(builder, otherwise);
    lower_branch(builder, view->parts[2], yes, no);
  } else if (view->kind == NODE_CAST && keeps_truth(builder, view)) {
    lower_branch(builder, view->parts[0], yes, no);
  } else if (view->kind == NODE_CALL && expected(view) != NULL) {
    lower_branch(builder, expected(view), yes, no);
  } else {
    return false;
  }
  return true;
}

// Leaves no block open.
void lower_branch(struct builder *builder, const struct node *node, uint32_t yes, uint32_t no) {
  struct view view;
  node_read(node, &view);
  if (!go_deeper(builder)) {
    emit_unseen(builder, "conditions nested too deep", builder->front->type_void, view.at);
    jump_to(builder, no, view.at);
    return;
  }
  if (!branch_further(builder, &view, yes, no)) {
    value_t value = lower_value(builder, node);
    branch_on(builder, value, yes, no, node_begin(node));
  }
  builder->depth--;
}

// a ? b : c, and a && b as numbers: stored in a hidden variable on each way, loaded where they meet.
static value_t lower_arm(struct builder *builder, const struct node *arm, value_t address, const struct type *type,
                         uint32_t join) {
  value_t value = lower_value(builder, arm);
  if (address != 0 && value != 0 && builder->is_open) emit_store(builder, address, value, type, node_begin(arm));
  jump_to(builder, join, 0);
  return value;
}

static value_t begin_choice(struct builder *builder, const struct type *type, struct variable **hidden, uint32_t at) {
  if (type->kind == TYPE_VOID) return 0;
  *hidden = new_variable(builder, "", type, STORAGE_HIDDEN, at);
  emit(builder, OP_BEGIN, builder->front->type_void, at)->variable = *hidden;
  return emit_address(builder, *hidden, at);
}

static value_t end_choice(struct builder *builder, value_t address, struct variable *hidden, uint32_t at) {
  if (address == 0) return 0;
  value_t value = emit_load(builder, address, hidden->type, at);
  emit(builder, OP_END, builder->front->type_void, at)->variable = hidden;
  return value;
}

value_t lower_conditional(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  uint32_t then = new_block(builder), otherwise = new_block(builder), join = new_block(builder);
  struct variable *hidden = NULL;
  value_t address = begin_choice(builder, type, &hidden, view->at);
  lower_branch(builder, view->parts[0], then, otherwise);
  open_block(builder, then);
  lower_arm(builder, view->parts[1], address, type, join);
  open_block(builder, otherwise);
  lower_arm(builder, view->parts[2], address, type, join);
  open_block(builder, join);
  return end_choice(builder, address, hidden, view->at);
}

value_t lower_truth(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  uint32_t yes = new_block(builder), no = new_block(builder), join = new_block(builder);
  struct variable *hidden = NULL;
  value_t address = begin_choice(builder, type, &hidden, view->at);
  lower_branch(builder, view->node, yes, no);
  for (int truth = 1; truth >= 0; truth--) {
    open_block(builder, truth != 0 ? yes : no);
    emit_store(builder, address, emit_const(builder, type, truth, view->at), type, view->at);
    jump_to(builder, join, view->at);
  }
  open_block(builder, join);
  return end_choice(builder, address, hidden, view->at);
}

// a ?: b
value_t lower_or_else(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  uint32_t then = new_block(builder), otherwise = new_block(builder), join = new_block(builder);
  struct variable *hidden = NULL;
  struct bound bound = {
      .opaque = view->other_type, .value = lower_value(builder, view->parts[0]), .below = builder->bound};
  value_t address = begin_choice(builder, type, &hidden, view->at);
  builder->bound = &bound;
  int64_t number;
  if (is_const(builder, bound.value, &number))
    jump_to(builder, number != 0 ? then : otherwise, view->at);
  else
    lower_branch(builder, view->parts[1], then, otherwise);
  open_block(builder, then);
  lower_arm(builder, view->parts[2], address, type, join);
  builder->bound = bound.below;
  open_block(builder, otherwise);
  lower_arm(builder, view->parts[3], address, type, join);
  open_block(builder, join);
  return end_choice(builder, address, hidden, view->at);
}

value_t lower_opaque(struct builder *builder, const struct view *view) {
  for (const struct bound *bound = builder->bound; bound != NULL; bound = bound->below)
    if (bound->opaque == view->node) return bound->value;
  return emit_unseen(builder, "a value made elsewhere", value_type(builder, view->type), view->at);
}
