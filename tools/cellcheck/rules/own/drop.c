// SPDX-License-Identifier: Apache-2.0
// Takes dead variables out of a state: each that is copied, joined or compared is so much smaller.
#include "tools/cellcheck/rules/own/engine.h"

// The rest of a block behind a call is looked through no further: variables then count as used.
enum { REST_MOST = 64 };

static bool is_of_frame(const struct frame *frame, const struct variable *variable) {
  return variable->index < frame->function->variable_count && frame->function->variables[variable->index] == variable;
}

// What is owned stays with its last holder: the end of that one's life tells that it is lost.
static bool is_owned(const struct engine *engine, const struct state *state, const struct value *value) {
  return value->kind == VALUE_POINT && root_is_symbol(engine, value->root) &&
         state_holding(engine, state, value->root) == HOLDING_MUST;
}

// Takes out those of the frame's variables that `is_dead` says are dead.
typedef bool is_dead_there(const struct frame *frame, const struct variable *variable, uint32_t where);

static void drop(struct engine *engine, const struct frame *frame, struct state *state, is_dead_there *is_dead,
                 uint32_t where) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct binding *at = &state->bindings[i];
    const struct root *root = root_at(engine, at->root);
    bool is_candidate =
        root->kind == ROOT_VARIABLE && root_is_local(engine, at->root) && is_of_frame(frame, root->what);
    if (is_candidate && is_dead(frame, root->what, where) && !is_owned(engine, state, &at->value)) continue;
    if (kept != i) state->bindings[kept] = *at;
    kept++;
  }
  state->binding_count = kept;
}

static bool is_dead_at(const struct frame *frame, const struct variable *variable, uint32_t block) {
  return !flow_is_live(frame->flow, block, variable);
}

void drop_dead(struct engine *engine, const struct frame *frame, struct state *state, uint32_t block) {
  drop(engine, frame, state, is_dead_at, block);
  state_tidy(engine, state);
}

static bool is_named_behind(const struct frame *frame, value_t call, const struct variable *variable) {
  value_t last = frame->function->blocks[frame->block].last;
  if (last - call > REST_MOST) return true;
  for (value_t i = call + 1; i < last; i++)
    if (frame->function->code[i].op == OP_ADDRESS && frame->function->code[i].variable == variable) return true;
  return false;
}

static bool is_dead_behind(const struct frame *frame, const struct variable *variable, uint32_t call) {
  const struct block *block = &frame->function->blocks[frame->block];
  if (flow_is_live(frame->flow, 0, variable)) return false;  // a parameter, or one whose address is taken
  for (uint32_t e = 0; e < block->edge_count; e++)
    if (flow_is_live(frame->flow, block->edges[e].block, variable)) return false;
  return !is_named_behind(frame, call, variable);
}

void drop_during(struct engine *engine, const struct frame *frame, struct state *state, value_t call) {
  drop(engine, frame, state, is_dead_behind, call);
}
