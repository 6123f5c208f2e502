// SPDX-License-Identifier: Apache-2.0
// scope: where lives begin and end, on every way in and out.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/front/builder.h"

struct variable *new_variable(struct builder *builder, const char *name, const struct type *type, enum storage storage,
                              uint32_t at) {
  struct variable *variable = ir_take(builder->front->arena, sizeof *variable);
  *variable = (struct variable){.name = strings_take(&builder->front->strings, name, strlen(name)),
                                .type = type,
                                .storage = storage,
                                .is_defined = true,
                                .index = builder->variable_count,
                                .in = builder->function,
                                .place = place_of(builder->front, at)};
  array_add(builder->front->arena, &builder->variables, &builder->variable_count, &builder->variable_size, variable);
  return variable;
}

void begin_life(struct builder *builder, struct variable *variable, struct function *cleanup, uint32_t at) {
  emit(builder, OP_BEGIN, builder->front->type_void, at)->variable = variable;
  struct live *live = ir_take(builder->front->arena, sizeof *live);
  *live = (struct live){.variable = variable, .cleanup = cleanup, .below = builder->live, .at = at};
  live->depth = builder->live != NULL ? builder->live->depth + 1 : 1;
  builder->live = live;
}

value_t begin_hidden(struct builder *builder, const struct type *type, struct variable **variable, uint32_t at) {
  *variable = new_variable(builder, "", type, STORAGE_HIDDEN, at);
  begin_life(builder, *variable, NULL, at);
  return emit_address(builder, *variable, at);
}

enum { PASSED_MAX = 64, CODE_MAX = 4000000 };

static void end_life(struct builder *builder, const struct live *live, uint32_t at) {
  if (live->cleanup != NULL) {
    value_t address = emit_address(builder, live->variable, at);
    emit_call(builder, live->cleanup, 0, &address, 1, builder->front->type_void, at);
  }
  emit(builder, OP_END, builder->front->type_void, at)->variable = live->variable;
}

static uint32_t depth_of(const struct live *live) {
  return live != NULL ? live->depth : 0;
}

static struct live *common(struct live *a, struct live *b) {
  while (a != b) {
    if (depth_of(a) >= depth_of(b))
      a = a->below;
    else
      b = b->below;
  }
  return a;
}

void end_lives(struct builder *builder, struct live *from, const struct live *to, uint32_t at) {
  if (!builder->is_open) return;
  for (; from != to && from != NULL; from = from->below) {
    if (builder->code_count > CODE_MAX) {
      if (!builder->is_full)
        emit_unseen(builder, "a function of millions of instructions", builder->front->type_void, at);
      builder->is_full = true;
      return;
    }
    end_life(builder, from, at);
  }
}

void end_scope(struct builder *builder, struct live *live, uint32_t at) {
  end_lives(builder, builder->live, live, at);
  builder->live = live;
}

static uint32_t new_landing(struct builder *builder, struct landing landing) {
  if (builder->landing_count == builder->landing_size) {
    builder->landing_size = builder->landing_size != 0 ? builder->landing_size * 2 : 16;
    builder->landings = ir_grow(builder->landings, builder->landing_size * sizeof landing);
  }
  landing.block = new_block(builder);
  builder->landings[builder->landing_count++] = landing;
  return landing.block;
}

uint32_t way_to(struct builder *builder, struct live *from, uint32_t to, struct live *live, uint32_t at) {
  if (from == live) return to;
  return new_landing(builder, (struct landing){.to = to, .at = at, .from = from, .live = live});
}

uint32_t way_to_label(struct builder *builder, struct live *from, const struct label *label, uint32_t at) {
  if (label->is_placed) return way_to(builder, from, label->block, label->live, at);
  return new_landing(builder, (struct landing){.at = at, .from = from, .label = label});
}

struct label *label_of(struct builder *builder, const struct declaration *declaration) {
  struct label *label = table_get(&builder->labels, declaration);
  if (label != NULL) return label;
  label = ir_take(builder->front->arena, sizeof *label);
  label->block = new_block(builder);
  table_set(&builder->labels, declaration, label);
  return label;
}

void take_label(struct builder *builder, const struct declaration *declaration) {
  if (builder->around != NULL) builder = builder->around;
  struct label *label = label_of(builder, declaration);
  for (uint32_t i = 0; i < builder->taken_count; i++)
    if (builder->taken[i] == label) return;
  array_add(builder->front->arena, &builder->taken, &builder->taken_count, &builder->taken_size, label);
}

// The lives between `from` and `to` begin, the oldest first.
static void begin_lives(struct builder *builder, const struct live *from, const struct live *to, uint32_t at) {
  uint32_t count = depth_of(from) - depth_of(to);
  // Nobody writes that; thousands of cases that each pass thousands of variables would fill the memory.
  if (count == 0 || count > PASSED_MAX) return;
  struct variable **variables = ir_grow(NULL, count * sizeof *variables);
  for (uint32_t i = count; i > 0; i--, from = from->below)
    variables[i - 1] = from->variable;
  for (uint32_t i = 0; i < count; i++)
    emit(builder, OP_BEGIN, builder->front->type_void, at)->variable = variables[i];
  free(variables);
}

void finish_ways(struct builder *builder) {
  for (uint32_t i = 0; i < builder->goto_count; i++) {
    const struct value_goto way = builder->gotos[i];
    for (uint32_t k = 0; k < builder->taken_count; k++)
      add_edge(builder, way.block, way_to_label(builder, way.live, builder->taken[k], way.at));
  }
  for (uint32_t i = 0; i < builder->landing_count; i++) {
    struct landing landing = builder->landings[i];
    builder->is_open = false;
    open_block(builder, landing.block);
    if (landing.label != NULL) {
      landing.to = landing.label->block;
      landing.live = landing.label->live;
    }
    if (landing.label != NULL && !landing.label->is_placed) {
      close_block(builder, END_NEVER, 0, landing.at);
      continue;
    }
    struct live *both = common(landing.from, landing.live);
    end_lives(builder, landing.from, both, landing.at);
    begin_lives(builder, landing.live, both, landing.at);
    jump_to(builder, landing.to, landing.at);
  }
}
