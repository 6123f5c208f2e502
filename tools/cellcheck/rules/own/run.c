// SPDX-License-Identifier: Apache-2.0
// Runs a function from an entry state to its exits: a set of states for each block, worked off in the order of the blocks.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

// More states than KEPT of one block are joined; after HURRY steps, more than one. After STEPS_MOST the function is given up, and that is reported.
enum { KEPT = 12, EXITS = 6, LARGE = 400 };
enum : uint64_t { HURRY = 60000, STEPS_MOST = 3000000 };

// One for all states in which the same is owned, and lies in the same places.
struct kept {
  uint64_t obligations;
  struct state *state;
  bool waits;
};

struct visit {
  struct kept *kept;
  uint32_t count, space;
  struct kept joined;  // of those that were too many
};

static uint32_t musts(const struct state *state) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < state->fact_count; i++)
    count += state->facts[i].holding == HOLDING_MUST;
  return count;
}

static uint32_t musts_of_both(const struct state *a, const struct state *b) {
  uint32_t count = musts(a);
  for (uint32_t i = 0; i < b->fact_count; i++) {
    const struct fact *fact = b->facts[i].holding == HOLDING_MUST ? state_known(a, b->facts[i].root) : NULL;
    count += b->facts[i].holding == HOLDING_MUST && (fact == NULL || fact->holding != HOLDING_MUST);
  }
  return count;
}

// Takes the state. Forced: in a smaller function it would have been kept apart.
static void keep(struct engine *engine, struct kept *kept, struct state *state, const void *block, bool is_forced) {
  if (kept->state == NULL) {
    kept->state = state;
    kept->waits = true;
    return;
  }
  uint32_t before = is_forced ? musts_of_both(kept->state, state) : 0;
  if (state_join(engine, kept->state, state, block)) kept->waits = true;
  if (is_forced && musts(kept->state) < before)
    engine_tell_unseen(engine, engine->current->place, "split the function",
                       "'%s' has too many ways to keep them apart: what is owned on some of them only is not seen",
                       engine->current->name);
  state_delete(state);
}

static void arrive(struct engine *engine, struct visit *visit, struct state *state, const void *block, uint32_t most) {
  engine->steps += state->binding_count / 4;  // what to copy and to join costs
  uint32_t usual = most;
  if (engine->steps > HURRY || state->binding_count > LARGE) most = 1;
  uint64_t obligations = state_obligations(engine, state);
  for (uint32_t i = 0; i < visit->count; i++)
    if (visit->kept[i].obligations == obligations) {
      keep(engine, &visit->kept[i], state, block, false);
      return;
    }
  if (visit->count > most) {
    keep(engine, &visit->joined, state, block, visit->count <= usual);
    return;
  }
  (void)engine_grow((void **)&visit->kept, &visit->space, visit->count, sizeof *visit->kept);
  visit->kept[visit->count++] = (struct kept){.obligations = obligations, .state = state, .waits = true};
}

// The next state to work on; the caller's.
static struct state *take(struct visit *visit) {
  for (uint32_t i = 0; i <= visit->count; i++) {
    struct kept *kept = i < visit->count ? &visit->kept[i] : &visit->joined;
    if (!kept->waits) continue;
    kept->waits = false;
    return state_copy(kept->state);
  }
  return NULL;
}

static void end_visit(struct visit *visit) {
  for (uint32_t i = 0; i < visit->count; i++)
    state_delete(visit->kept[i].state);
  state_delete(visit->joined.state);
  free(visit->kept);
}

// ---- Blocks ----

static void go_on(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  drop_dead(engine, frame, state, block);
  arrive(engine, &frame->visits[block], state, &frame->function->blocks[block], KEPT);
}

static void take_edge(struct engine *engine, struct frame *frame, struct state *state, uint32_t block, uint32_t edge) {
  const struct block *at = &frame->function->blocks[block];
  if (at->edge_count > 1 && at->end != END_GOTO) {
    const struct instruction *asked = ir_at(frame->function, at->value);
    if (asked != NULL && asked->op != OP_CONST)
      event_add(engine, state,
                (struct event){.kind = EVENT_BRANCH,
                               .function = frame->function,
                               .block = block,
                               .edge = edge,
                               .place = at->place.file != NULL ? at->place : asked->place});
  }
  go_on(engine, frame, state, at->edges[edge].block);
}

static void branch(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  const struct block *at = &frame->function->blocks[block];
  struct value value = value_resolve(engine, state, frame->values[at->value]);
  for (uint32_t e = 0; e < at->edge_count && e < 2; e++) {
    struct state *way = state_copy(state);
    if (value_assume(engine, way, value, e == 0))
      take_edge(engine, frame, way, block, e);
    else
      state_delete(way);
  }
}

static void choose(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  const struct block *at = &frame->function->blocks[block];
  struct value value = value_resolve(engine, state, frame->values[at->value]);
  bool is_symbol =
      value.kind == VALUE_POINT && value.exactness == EXACT && value.number == 0 && root_is_symbol(engine, value.root);
  bool is_taken = false;
  for (uint32_t e = 0; e < at->edge_count; e++) {
    const struct edge *edge = &at->edges[e];
    if (edge->is_default) continue;
    if (value.kind == VALUE_NUMBER && (value.number < edge->low || value.number > edge->high)) continue;
    struct state *way = state_copy(state);
    if (is_symbol && !value_assume_in(engine, way, value.root, edge->low, edge->high)) {
      state_delete(way);
      continue;
    }
    if (value.kind == VALUE_NUMBER) is_taken = true;
    take_edge(engine, frame, way, block, e);
  }
  if (is_taken) return;
  for (uint32_t e = 0; e < at->edge_count; e++) {
    if (!at->edges[e].is_default) continue;
    struct state *way = state_copy(state);
    bool is_possible = true;
    for (uint32_t k = 0; k < at->edge_count && is_symbol && is_possible; k++)
      if (!at->edges[k].is_default && at->edges[k].low == at->edges[k].high && at->edges[k].low == 0)
        is_possible = value_assume(engine, way, value_of_root(value.root), true);
    if (is_possible)
      take_edge(engine, frame, way, block, e);
    else
      state_delete(way);
  }
}

static void end_function(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  const struct block *at = &frame->function->blocks[block];
  struct value result = at->value != 0 ? value_resolve(engine, state, frame->values[at->value]) : (struct value){0};
  struct place place = at->place;
  leave_function(engine, frame, state, result, place);
  if (frame->caller == NULL) {
    state_delete(state);
    return;
  }
  uint32_t root = root_of_temporary(engine, frame, 0);
  if (result.kind == VALUE_STRUCT) {
    const struct type *type = frame->function->type->to->plain;
    content_copy(engine, frame, state, value_of_root(root), result, type, type->size);
    state_unbind(state, result.root, INT64_MIN, INT64_MAX);
  } else if (result.kind != VALUE_ANY) {
    state_bind(state, root, 0, result, NULL);
  }
  for (uint32_t i = 0; i < state->binding_count;) {  // temporaries of this call
    const struct root *of = root_at(engine, state->bindings[i].root);
    if (of->kind == ROOT_TEMPORARY && of->base == frame->context && of->offset != 0)
      state_unbind(state, state->bindings[i].root, INT64_MIN, INT64_MAX);
    else
      i++;
  }
  state_tidy(engine, state);
  arrive(engine, &frame->visits[frame->function->block_count], state, frame->function, EXITS);
}

static void end_block(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  const struct block *at = &frame->function->blocks[block];
  if (at->end == END_RETURN) {
    end_function(engine, frame, state, block);
    return;
  }
  if (at->end == END_NEVER) {
    state_delete(state);
    return;
  }
  check_lost(engine, frame, state, frame->lost_at.file != NULL ? frame->lost_at : at->place, (struct value){0});
  if (at->end == END_BRANCH) {
    branch(engine, frame, state, block);
  } else if (at->end == END_SWITCH) {
    choose(engine, frame, state, block);
  } else {
    for (uint32_t e = 0; e < at->edge_count; e++)
      take_edge(engine, frame, state_copy(state), block, e);
  }
  state_delete(state);
}

// ---- Instructions ----

static void go(struct engine *engine, struct frame *frame, struct state *state, value_t at);

static void keep_value(struct engine *engine, struct frame *frame, struct state *state, value_t at) {
  if (!frame->is_used_elsewhere[at]) return;
  uint32_t root = root_of_temporary(engine, frame, at);
  if (frame->values[at].kind == VALUE_STRUCT && frame->values[at].root == root) return;
  state_bind(state, root, 0, frame->values[at], NULL);
}

static void after(struct engine *engine, struct frame *frame, struct state *state, value_t at) {
  engine->current = frame->function;
  engine->frame = frame;
  const struct instruction *call = &frame->function->code[at];
  struct value value = frame->values[at];
  if (!frame->is_used[at] && call->type->kind != TYPE_VOID)
    check_lost(engine, frame, state, call->place, (struct value){0});
  keep_value(engine, frame, state, at);
  uint32_t forks = frame->forks;
  go(engine, frame, state, at + 1);
  frame->forks = forks;
  frame->values[at] = value;
}

static uint32_t block_of(const struct frame *frame, value_t at) {
  return frame->block != FLOW_NONE ? frame->block : at;
}

static void go(struct engine *engine, struct frame *frame, struct state *state, value_t at) {
  uint32_t block = block_of(frame, at);
  for (; at < frame->function->blocks[block].last; at++) {
    engine->steps++;
    if (frame->function->code[at].op == OP_CALL) {
      call_function(engine, frame, state, at, after);
      frame->block = block;
      engine->current = frame->function;
      engine->frame = frame;
      return;
    }
    do_instruction(engine, frame, state, at);
    keep_value(engine, frame, state, at);
  }
  end_block(engine, frame, state, block);
}

static void enter_block(struct engine *engine, struct frame *frame, struct state *state, uint32_t block) {
  frame->block = block;
  frame->forks = 0;
  frame->lost_count = 0;
  frame->lost_at = (struct place){0};
  engine->current = frame->function;
  engine->frame = frame;
  for (uint32_t i = 0; i < state->binding_count; i++) {
    const struct root *root = root_at(engine, state->bindings[i].root);
    if (root->kind == ROOT_TEMPORARY && root->base == frame->context && root->what == frame->function &&
        root->offset != 0 && state->bindings[i].offset == 0) {
      const struct type *type = frame->function->code[root->offset].type;
      bool is_struct = type->kind == TYPE_STRUCT || type->kind == TYPE_UNION;
      frame->values[root->offset] =
          is_struct ? (struct value){.kind = VALUE_STRUCT, .root = state->bindings[i].root} : state->bindings[i].value;
    }
  }
  go(engine, frame, state, frame->function->blocks[block].first);
}

static void work(struct engine *engine, struct frame *frame) {
  const struct flow *flow = frame->flow;
  for (uint32_t i = 0; i < flow->order_count;) {
    uint32_t block = flow->order[i];
    struct state *state = take(&frame->visits[block]);
    if (state == NULL) {
      i++;
      continue;
    }
    if (engine->steps > STEPS_MOST) {
      if (!engine->gave_up)
        report(engine->reports, RULE_FRONT_UNSEEN, engine->top, engine->top->place, NULL, 0, "split the function",
               "%s is too large to be followed to its end", engine->top->name);
      engine->gave_up = true;
      state_delete(state);
      return;
    }
    enter_block(engine, frame, state, block);
    // A way back: the first block that waits is worked on next.
    const struct block *at = &frame->function->blocks[block];
    for (uint32_t e = 0; e < at->edge_count; e++)
      if (flow->position[at->edges[e].block] < i) i = flow->position[at->edges[e].block];
  }
}

struct state **run_function(struct engine *engine, struct frame *frame, struct state *entry, uint32_t *count) {
  const struct known *known = known_of(engine, frame->function);
  uint32_t blocks = frame->function->block_count;
  frame->flow = known->flow;
  frame->is_used = known->is_used;
  frame->is_used_elsewhere = known->is_used_elsewhere;
  frame->values = ir_whole(calloc(frame->function->code_count + 1, sizeof *frame->values));
  frame->visits = ir_whole(calloc(blocks + 1, sizeof *frame->visits));
  go_on(engine, frame, entry, 0);
  work(engine, frame);
  struct visit *exit = &frame->visits[blocks];
  struct state **exits = engine_take(engine, (exit->count + 2) * sizeof(struct state *));
  *count = 0;
  for (struct state *state = take(exit); state != NULL; state = take(exit))
    exits[(*count)++] = state;
  for (uint32_t i = 0; i <= blocks; i++)
    end_visit(&frame->visits[i]);
  free(frame->visits);
  free(frame->values);
  free(frame->lost);
  return exits;
}

// ---- The whole cell ----

static void begin(struct engine *engine, const struct function *function) {
  engine->top = engine->current = function;
  engine->is_marked = !is_inlined(engine, function);
  engine->root_count = engine->event_count = engine->context_count = 0;
  engine->steps = 0;
  engine->gave_up = false;
  engine->told_count = 0;
  if (engine->root_table != NULL) memset(engine->root_table, 0, engine->root_table_size * sizeof *engine->root_table);
  if (engine->root_marks != NULL) memset(engine->root_marks, 0, engine->root_marks_space * sizeof *engine->root_marks);
  engine->root_mark = 0;
  engine_reset(engine);
}

static void run_top(struct engine *engine, const struct function *function) {
  begin(engine, function);
  struct state *entry = state_copy(NULL);
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    const struct variable *parameter = function->parameters[i];
    if ((parameter->marks & MARK_OWN) == 0) continue;
    if (parameter->type->kind == TYPE_POINTER && parameter->type->to->kind == TYPE_POINTER) continue;
    uint32_t root = root_initial(engine, root_of_variable(engine, parameter), 0, NULL, parameter->type);
    root_at(engine, root)->is_number = parameter->type->kind != TYPE_POINTER;
    event_add(engine, entry, (struct event){.kind = EVENT_MADE, .root = root, .place = parameter->place});
    state_bind(entry, root_of_variable(engine, parameter), 0, value_of_root(root), NULL);
    struct fact *fact = state_fact(engine, entry, root);
    fact->holding = HOLDING_MUST;
    fact->made = entry->event;
  }
  struct frame frame = {.function = function, .context = 0};
  uint32_t count;
  (void)run_function(engine, &frame, entry, &count);
  engine->frame = NULL;
  report_steps(engine->reports, engine->steps);
}

void run_cell(const struct cell *cell, struct reports *reports, bool owns, bool borrows) {
  struct engine engine = {.cell = cell, .reports = reports, .owns = owns, .borrows = borrows};
  engine.matter = matter_find(cell);
  for (uint32_t i = 0; i < cell->function_count; i++) {
    const struct function *function = cell->functions[i];
    if (!function->is_defined || !function->is_own || function->block_count == 0) continue;
    if (matters(&engine, function)) run_top(&engine, function);
  }
  matter_delete(engine.matter);
  free(engine.roots);
  free(engine.root_table);
  free(engine.root_marks);
  free(engine.events);
  free(engine.contexts);
  engine_end(&engine);
}
