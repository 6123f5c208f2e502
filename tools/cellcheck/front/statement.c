// SPDX-License-Identifier: Apache-2.0
// statement: statements to blocks and edges.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

static void lower_compound(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  for (uint64_t i = 0; i < view->count; i++)
    lower_statement(builder, view->list[i]);
  end_scope(builder, live, (uint32_t)view->number);
}

// ({ ...; value; }): what the last expression is, loaded before the scope ends.
value_t lower_statements_value(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  struct view body;
  node_read(view->parts[0], &body);
  value_t value = 0;
  for (uint64_t i = 0; i < body.count; i++) {
    struct view each;
    const struct node *node = body.list[i];
    if (i + 1 < body.count) {
      lower_statement(builder, node);
      continue;
    }
    // A label in front of it belongs to it.
    for (node_read(node, &each); each.kind == NODE_LABEL; node_read(node, &each)) {
      struct label *label = label_of(builder, each.declaration);
      open_block(builder, label->block);
      label->live = builder->live;
      label->is_placed = true;
      node = each.parts[0];
    }
    if (each.type != NULL && value_type(builder, each.type)->kind != TYPE_VOID)
      value = lower_value(builder, node);
    else
      lower_statement(builder, node);
  }
  end_scope(builder, live, (uint32_t)body.number);
  return value;
}

static void lower_if(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  uint32_t then = new_block(builder), after = new_block(builder),
           otherwise = view->parts[2] != NULL ? new_block(builder) : after;
  lower_branch(builder, view->parts[0], then, otherwise);
  open_block(builder, then);
  lower_statement(builder, view->parts[1]);
  jump_to(builder, after, 0);
  if (view->parts[2] != NULL) {
    open_block(builder, otherwise);
    lower_statement(builder, view->parts[2]);
  }
  open_block(builder, after);
  end_scope(builder, live, view->at);
}

// The body of a loop or switch, with what break and continue mean in it.
static void lower_inside(struct builder *builder, const struct node *body, uint32_t break_to, uint32_t continue_to) {
  struct loop around = builder->loop;
  builder->loop.break_to = break_to;
  builder->loop.break_live = builder->live;
  if (continue_to != NOWHERE) {
    builder->loop.continue_to = continue_to;
    builder->loop.continue_live = builder->live;
  }
  lower_statement(builder, body);
  builder->loop = around;
}

// A break in it, inside a statement expression, leaves this loop.
static void lower_test(struct builder *builder, const struct node *test, uint32_t body, uint32_t after,
                       uint32_t again) {
  struct loop around = builder->loop;
  builder->loop = (struct loop){after, again, builder->live, builder->live};
  lower_branch(builder, test, body, after);
  builder->loop = around;
}

static void lower_while(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  uint32_t test = new_block(builder), body = new_block(builder), after = new_block(builder);
  open_block(builder, test);
  lower_test(builder, view->parts[0], body, after, test);
  open_block(builder, body);
  lower_inside(builder, view->parts[1], after, test);
  jump_to(builder, test, view->at);
  open_block(builder, after);
  end_scope(builder, live, view->at);
}

static void lower_do(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  uint32_t test = new_block(builder), body = new_block(builder), after = new_block(builder);
  open_block(builder, body);
  lower_inside(builder, view->parts[1], after, test);
  open_block(builder, test);
  lower_test(builder, view->parts[0], body, after, test);
  open_block(builder, after);
  end_scope(builder, live, view->at);
}

static void lower_for(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  uint32_t test = new_block(builder), body = new_block(builder), step = new_block(builder), after = new_block(builder);
  if (view->parts[2] != NULL) lower_statement(builder, view->parts[2]);
  open_block(builder, test);
  if (view->parts[0] != NULL) lower_branch(builder, view->parts[0], body, after);
  open_block(builder, body);
  lower_inside(builder, view->parts[1], after, step);
  open_block(builder, step);
  if (view->parts[3] != NULL) lower_unused(builder, view->parts[3]);
  jump_to(builder, test, view->at);
  open_block(builder, after);
  end_scope(builder, live, view->at);
}

static void lower_switch(struct builder *builder, const struct view *view) {
  struct live *live = builder->live;
  struct view value_view;
  node_read(view->parts[0], &value_view);
  value_t value = lower_value(builder, view->parts[0]);
  struct switching switching = {.live = builder->live, .known_block = NOWHERE, .type = value_view.type};
  switching.is_known = is_const(builder, value, &switching.known);
  if (!builder->is_open) open_block(builder, new_block(builder));
  switching.dispatch = builder->block;
  close_block(builder, switching.is_known ? END_JUMP : END_SWITCH, switching.is_known ? 0 : value, view->at);
  uint32_t after = new_block(builder);
  struct switching *around = builder->switching;
  builder->switching = &switching;
  lower_inside(builder, view->parts[1], after, NOWHERE);
  builder->switching = around;
  open_block(builder, after);
  if (switching.is_known) {
    add_edge(builder, switching.dispatch, switching.known_block != NOWHERE ? switching.known_block : after);
  } else if (!switching.has_default) {
    add_edge(builder, switching.dispatch, after)->is_default = true;
  }
  end_scope(builder, live, view->at);
}

static void add_case(struct builder *builder, const struct view *view, uint32_t block) {
  struct switching *switching = builder->switching;
  int64_t low = 0, high = 0;
  bool is_default = view->kind == NODE_DEFAULT;
  if (!is_default && !node_evaluate(builder->front, view->parts[0], &low)) {
    emit_unseen(builder, "the value of a case", builder->front->type_void, view->at);
    return;
  }
  high = low;
  if (!is_default && view->parts[1] != NULL) node_evaluate(builder->front, view->parts[1], &high);
  uint32_t to = way_to(builder, switching->live, block, builder->live, view->at);
  switching->has_default |= is_default;
  if (switching->is_known) {
    bool is_signed = value_type(builder, switching->type)->is_signed;
    bool matches = is_signed
                       ? low <= switching->known && switching->known <= high
                       : (uint64_t)low <= (uint64_t)switching->known && (uint64_t)switching->known <= (uint64_t)high;
    if (is_default ? switching->known_block == NOWHERE : matches) switching->known_block = to;
    return;
  }
  struct edge *edge = add_edge(builder, switching->dispatch, to);
  edge->is_default = is_default;
  edge->low = low;
  edge->high = high;
}

static void lower_case(struct builder *builder, const struct view *view) {
  uint32_t block = new_block(builder);
  open_block(builder, block);
  if (builder->switching == NULL) {
    emit_unseen(builder, "a case outside of a switch", builder->front->type_void, view->at);
    return;
  }
  add_case(builder, view, block);
}

static void lower_label(struct builder *builder, const struct view *view) {
  struct label *label = label_of(builder, view->declaration);
  open_block(builder, label->block);
  label->live = builder->live;
  label->is_placed = true;
}

static void lower_goto(struct builder *builder, const struct view *view) {
  if (!builder->is_open) return;
  jump_to(builder, way_to_label(builder, builder->live, label_of(builder, view->declaration), view->at), view->at);
}

static void lower_goto_value(struct builder *builder, const struct view *view) {
  value_t value = lower_value(builder, view->parts[0]);
  if (!builder->is_open) return;
  if (builder->goto_count == builder->goto_size) {
    builder->goto_size = builder->goto_size != 0 ? builder->goto_size * 2 : 16;
    builder->gotos = ir_grow(builder->gotos, builder->goto_size * sizeof *builder->gotos);
  }
  builder->gotos[builder->goto_count++] =
      (struct value_goto){.block = builder->block, .at = view->at, .live = builder->live};
  close_block(builder, END_GOTO, value, view->at);
}

static void lower_leave(struct builder *builder, const struct view *view) {
  bool is_break = view->kind == NODE_BREAK;
  uint32_t to = is_break ? builder->loop.break_to : builder->loop.continue_to;
  if (to == NOWHERE) {
    emit_unseen(builder, "a break or continue outside of a loop", builder->front->type_void, view->at);
    return;
  }
  end_lives(builder, builder->live, is_break ? builder->loop.break_live : builder->loop.continue_live, view->at);
  jump_to(builder, to, view->at);
}

static void lower_return(struct builder *builder, const struct view *view) {
  value_t value = view->parts[0] != NULL ? lower_value(builder, view->parts[0]) : 0;
  if (!builder->is_open) return;
  end_lives(builder, builder->live, NULL, view->at);
  close_block(builder, END_RETURN, value, view->at);
}

static void lower_variable(struct builder *builder, const struct declaration *declaration,
                           const struct declaration_view *view) {
  struct front *front = builder->front;
  struct annotations annotations = {};
  const struct type *type = type_in(builder, view->type);
  lower_lengths(builder, view->type);
  if (view->has_attributes) annotations_read(front, declaration, ANNOTATED_VARIABLE, view->name, type, &annotations);
  struct variable *variable = new_variable(builder, view->name, type, STORAGE_LOCAL, view->at);
  variable->marks = annotations.marks;
  variable->section = annotations.section;
  variable->unsafe = annotations.unsafe;
  table_set(&builder->locals, declaration, variable);
  struct function *cleanup = annotations.cleanup != NULL ? function_of(front, annotations.cleanup) : NULL;
  begin_life(builder, variable, cleanup, view->at);
  CXCursor value = clang_Cursor_getVarDeclInitializer(cursor_of_declaration(front->unit->unit, declaration));
  if (clang_Cursor_isNull(value) || clang_isInvalid(value.kind) || value.data[1] == NULL) return;
  lower_initializer(builder, emit_address(builder, variable, view->at), type, value.data[1], false);
}

static void lower_declarations(struct builder *builder, const struct view *view) {
  for (uint64_t i = 0; i < view->count; i++) {
    struct declaration_view each;
    declaration_read(view->declarations[i], &each);
    if (each.kind == DECLARATION_VARIABLE && each.is_local) {
      lower_variable(builder, view->declarations[i], &each);
    } else if (each.kind == DECLARATION_VARIABLE && each.is_static_local) {
      builder->front->around = builder;
      variable_of(builder->front, view->declarations[i], builder->function);
      builder->front->around = NULL;
    } else if (each.kind == DECLARATION_TYPE && each.type != NULL) {
      lower_lengths(builder, each.type);
    } else if (each.kind == DECLARATION_RECORD || each.kind == DECLARATION_ENUM) {
      if (builder->function->is_own) type_add(builder->front, view->declarations[i]);
    }
  }
}

static void lower_one(struct builder *builder, const struct view *view) {
  switch (view->kind) {
  case NODE_NULL: break;
  case NODE_COMPOUND: lower_compound(builder, view); break;
  case NODE_IF: lower_if(builder, view); break;
  case NODE_SWITCH: lower_switch(builder, view); break;
  case NODE_WHILE: lower_while(builder, view); break;
  case NODE_DO: lower_do(builder, view); break;
  case NODE_FOR: lower_for(builder, view); break;
  case NODE_GOTO: lower_goto(builder, view); break;
  case NODE_GOTO_VALUE: lower_goto_value(builder, view); break;
  case NODE_CONTINUE:
  case NODE_BREAK: lower_leave(builder, view); break;
  case NODE_RETURN: lower_return(builder, view); break;
  case NODE_DECLARATIONS: lower_declarations(builder, view); break;
  case NODE_ASM: lower_asm(builder, view); break;
  default:
    if (view->type != NULL)
      lower_unused(builder, view->node);
    else
      emit_unseen(builder, view->text != NULL ? view->text : "a statement", builder->front->type_void, view->at);
    break;
  }
}

void lower_statement(struct builder *builder, const struct node *node) {
  struct view view;
  if (node == NULL) return;
  if (!go_deeper(builder)) {
    emit_unseen(builder, "statements nested too deep", builder->front->type_void, node_begin(node));
    return;
  }
  // Labels and cases may stand before each other by the thousand.
  for (;;) {
    node_read(node, &view);
    if (view.kind == NODE_LABEL) {
      lower_label(builder, &view);
      node = view.parts[0];
    } else if (view.kind == NODE_CASE || view.kind == NODE_DEFAULT) {
      lower_case(builder, &view);
      node = view.parts[2];
    } else {
      break;
    }
    if (node == NULL) break;
  }
  if (node != NULL) lower_one(builder, &view);
  builder->depth--;
}
