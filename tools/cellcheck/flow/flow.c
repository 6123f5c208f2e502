// SPDX-License-Identifier: Apache-2.0
// The shape of a function: reverse postorder, predecessors, loop heads.
#include "tools/cellcheck/flow/flow.h"

#include <stdlib.h>

#include "tools/cellcheck/flow/live.h"

// Depth first without recursion: functions of 20,000 lines have blocks in chains as long.
struct walk {
  struct flow *flow;
  uint32_t *stack, *next_edge;
  unsigned char *seen;  // 1: on the stack, 2: done
  uint32_t depth, done;
};

static void enter(struct walk *walk, uint32_t block) {
  walk->seen[block] = 1;
  walk->next_edge[block] = 0;
  walk->stack[walk->depth++] = block;
}

static void number_blocks(struct walk *walk) {
  const struct function *function = walk->flow->function;
  enter(walk, 0);
  while (walk->depth > 0) {
    uint32_t block = walk->stack[walk->depth - 1];
    const struct block *at = &function->blocks[block];
    if (walk->next_edge[block] < at->edge_count) {
      uint32_t to = at->edges[walk->next_edge[block]++].block;
      if (walk->seen[to] == 1) walk->flow->is_head[to] = true;
      if (walk->seen[to] == 0) enter(walk, to);
      continue;
    }
    walk->seen[block] = 2;
    walk->depth--;
    walk->flow->order[walk->done++] = block;
  }
}

static void reverse(struct flow *flow, uint32_t count) {
  flow->order_count = count;
  for (uint32_t i = 0; i < count / 2; i++) {
    uint32_t other = flow->order[i];
    flow->order[i] = flow->order[count - 1 - i];
    flow->order[count - 1 - i] = other;
  }
  for (uint32_t i = 0; i < count; i++)
    flow->position[flow->order[i]] = i;
}

static bool link_back(struct flow *flow) {
  const struct function *function = flow->function;
  uint32_t edges = 0;
  for (uint32_t i = 0; i < flow->order_count; i++)
    edges += function->blocks[flow->order[i]].edge_count;
  flow->from = calloc(edges + 1, sizeof *flow->from);
  if (flow->from == NULL) return false;
  uint32_t *first = flow->first_from;
  for (uint32_t i = 0; i < flow->order_count; i++) {
    const struct block *block = &function->blocks[flow->order[i]];
    for (uint32_t e = 0; e < block->edge_count; e++)
      first[block->edges[e].block + 1]++;
  }
  for (uint32_t i = 0; i < function->block_count; i++)
    first[i + 1] += first[i];
  uint32_t *filled = calloc(function->block_count, sizeof *filled);
  if (filled == NULL) return false;
  for (uint32_t i = 0; i < flow->order_count; i++) {
    const struct block *block = &function->blocks[flow->order[i]];
    for (uint32_t e = 0; e < block->edge_count; e++) {
      uint32_t to = block->edges[e].block;
      flow->from[first[to] + filled[to]++] = flow->order[i];
    }
  }
  free(filled);
  return true;
}

struct flow *flow_new(const struct function *function) {
  struct flow *flow = calloc(1, sizeof *flow);
  uint32_t count = function->block_count;
  struct walk walk = {.flow = flow,
                      .stack = calloc(count, sizeof(uint32_t)),
                      .next_edge = calloc(count, sizeof(uint32_t)),
                      .seen = calloc(count, 1)};
  bool whole = flow != NULL && walk.stack != NULL && walk.next_edge != NULL && walk.seen != NULL;
  if (whole) {
    flow->function = function;
    flow->order = calloc(count, sizeof(uint32_t));
    flow->position = malloc(count * sizeof(uint32_t));
    flow->is_head = calloc(count, sizeof(bool));
    flow->first_from = calloc(count + 1, sizeof(uint32_t));
    whole = flow->order != NULL && flow->position != NULL && flow->is_head != NULL && flow->first_from != NULL;
  }
  if (whole) {
    for (uint32_t i = 0; i < count; i++)
      flow->position[i] = FLOW_NONE;
    number_blocks(&walk);
    reverse(flow, walk.done);
    whole = link_back(flow) && live_find(flow);
  }
  free(walk.stack);
  free(walk.next_edge);
  free(walk.seen);
  if (whole) return flow;
  flow_delete(flow);
  return NULL;
}

void flow_delete(struct flow *flow) {
  if (flow == NULL) return;
  free(flow->order);
  free(flow->position);
  free(flow->is_head);
  free(flow->from);
  free(flow->first_from);
  free(flow->live);
  free(flow);
}
