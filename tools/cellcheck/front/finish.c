// SPDX-License-Identifier: Apache-2.0
// finish: a function's blocks in the order of the text, without those that nothing reaches and those that only lead on.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/front/builder.h"

// Where control goes that comes to this block, through blocks with nothing in them.
static uint32_t follow(const struct builder *builder, uint32_t block) {
  for (uint32_t steps = 0; steps < builder->block_count; steps++) {
    const struct block *at = &builder->blocks[block].block;
    if (at->end != END_JUMP || at->first != at->last || at->edge_count != 1 || at->edges[0].block == block) break;
    block = at->edges[0].block;
  }
  return block;
}

// As above for all, each looked at once: long chains of empty blocks are otherwise followed again and again.
static uint32_t *follow_all(const struct builder *builder) {
  uint32_t *to = ir_grow(NULL, (builder->block_count + 1) * sizeof *to);
  uint32_t *way = ir_grow(NULL, (builder->block_count + 1) * sizeof *way);
  memset(to, 0xff, builder->block_count * sizeof *to);
  for (uint32_t i = 0; i < builder->block_count; i++) {
    uint32_t length = 0, block = i;
    while (to[block] == NOWHERE && length < builder->block_count) {
      const struct block *at = &builder->blocks[block].block;
      way[length++] = block;
      if (at->end != END_JUMP || at->first != at->last || at->edge_count != 1) break;
      block = at->edges[0].block;
    }
    uint32_t end = to[block] != NOWHERE ? to[block] : follow(builder, block);
    while (length > 0)
      to[way[--length]] = end;
  }
  free(way);
  return to;
}

// Numbers what is reached, by the order of opening. Returns how many.
static uint32_t number(const struct builder *builder, const uint32_t *to, uint32_t entry, uint32_t *numbers) {
  uint32_t *stack = ir_grow(NULL, (builder->block_count + 1) * sizeof *stack);
  uint32_t *ordered = ir_grow(NULL, (builder->order + 2) * sizeof *ordered);
  memset(ordered, 0xff, (builder->order + 2) * sizeof *ordered);
  uint32_t depth = 0, count = 0;
  memset(numbers, 0xff, builder->block_count * sizeof *numbers);
  stack[depth++] = entry;
  numbers[entry] = 0;
  while (depth > 0) {
    uint32_t block = stack[--depth];
    const struct block *at = &builder->blocks[block].block;
    ordered[builder->blocks[block].order] = block;
    for (uint32_t i = 0; i < at->edge_count; i++) {
      uint32_t next = to[at->edges[i].block];
      if (numbers[next] != NOWHERE) continue;
      numbers[next] = 0;
      stack[depth++] = next;
    }
  }
  numbers[entry] = count++;
  for (uint32_t i = 0; i <= builder->order; i++)
    if (ordered[i] != NOWHERE && ordered[i] != entry) numbers[ordered[i]] = count++;
  free(stack);
  free(ordered);
  return count;
}

static void give_blocks(struct builder *builder) {
  struct function *function = builder->function;
  uint32_t *to = follow_all(builder);
  uint32_t *numbers = ir_grow(NULL, (builder->block_count + 1) * sizeof *numbers);
  // The entry stays, also if a loop begins with it: nothing leads back to it.
  function->block_count = number(builder, to, 0, numbers);
  function->blocks = ir_take(builder->front->arena, function->block_count * sizeof *function->blocks);
  for (uint32_t i = 0; i < builder->block_count; i++) {
    if (numbers[i] == NOWHERE) continue;
    struct block *block = &function->blocks[numbers[i]];
    *block = builder->blocks[i].block;
    for (uint32_t k = 0; k < block->edge_count; k++)
      block->edges[k].block = numbers[to[block->edges[k].block]];
    if (block->end == END_BRANCH && block->edges[0].block == block->edges[1].block) {
      block->end = END_JUMP;
      block->value = 0;
      block->edge_count = 1;
    }
  }
  free(to);
  free(numbers);
}

void finish_function(struct builder *builder) {
  struct function *function = builder->function;
  finish_ways(builder);
  give_blocks(builder);
  function->code = ir_take(builder->front->arena, builder->code_count * sizeof *function->code);
  if (builder->code != NULL) memcpy(function->code, builder->code, builder->code_count * sizeof *function->code);
  function->code_count = builder->code_count;
  function->variables = builder->variables;
  function->variable_count = builder->variable_count;
  free(builder->code);
  free(builder->blocks);
  free(builder->landings);
  free(builder->gotos);
  table_free(&builder->locals);
  table_free(&builder->labels);
}
