// SPDX-License-Identifier: Apache-2.0
// Follows a function along all of its paths until nothing new is learnt, then looks at each instruction once more and
// says what is wrong.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/journal/check/check.h"
#include "tools/journal/check/order.h"

enum { ROUNDS_MAX = 100, TURNS_MAX = 200, PATHS_MAX = 60, BLOCKS_MAX = 4096 };

#define UNFOLLOWED "cannot be followed; make the function smaller"

struct block {
  uint32_t first, end;  // instructions
  uint32_t next[2], next_count;
  uint32_t from, from_count;  // in flow.from
  struct state at_end;
  struct joint joint;
};

struct flow {
  struct run *run;
  struct block *blocks;
  uint32_t count;
  uint32_t *from;  // the blocks in front of each
  struct order order;
};

void check_error(struct run *run, const struct instruction *instruction, const char *format, ...) {
  if (!run->reporting) return;
  run->check->errors++;
  if (run->check->only_counts) return;
  va_list arguments;
  fprintf(stderr, "error: %s: %s: %s+0x%llx: ", run->check->label, run->check->object->source, run->function->name,
          (unsigned long long)(instruction->address - run->function->start));
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

bool check_ends(const struct run *run, const struct instruction *instruction) {
  if (instruction->effect == EFFECT_CALL)
    return instruction->symbol != NULL && object_says(run->check->object, "noreturn", instruction->symbol);
  return instruction->effect == EFFECT_END || instruction->effect == EFFECT_JUMP;
}

// The number of the instruction at address; UINT32_MAX if none begins there.
static uint32_t at_address(const struct run *run, uint64_t address) {
  uint32_t low = 0, high = run->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (run->instructions[middle].address < address)
      low = middle + 1;
    else
      high = middle;
  }
  return low < run->count && run->instructions[low].address == address ? low : UINT32_MAX;
}

// Marks where blocks begin. False: the function goes where nobody can follow.
static bool find_starts(struct run *run, bool *starts) {
  bool good = true;
  starts[0] = true;
  for (uint32_t i = 0; i < run->count; i++) {
    const struct instruction *instruction = &run->instructions[i];
    bool jumps = instruction->effect == EFFECT_JUMP || instruction->effect == EFFECT_BRANCH;
    if ((jumps || check_ends(run, instruction)) && i + 1 < run->count) starts[i + 1] = true;
    if (!jumps) continue;
    uint32_t target =
        instruction->has_target && instruction->symbol == NULL ? at_address(run, instruction->target) : UINT32_MAX;
    if (target == UINT32_MAX) {
      check_error(run, instruction, "jumps where the check cannot follow (%s); RAW before the function leaves it out",
                  instruction->text);
      good = false;
    } else {
      starts[target] = true;
    }
  }
  return good;
}

static uint32_t block_at(const struct flow *flow, uint32_t instruction) {
  for (uint32_t i = 0; i < flow->count; i++)
    if (flow->blocks[i].first == instruction) return i;
  return 0;
}

// Who comes in front of whom, and in which order to go.
static bool find_order(struct flow *flow) {
  uint32_t(*next)[2] = malloc(flow->count * sizeof *next);
  flow->from = malloc(2ul * flow->count * sizeof *flow->from);
  bool good = next != NULL && flow->from != NULL;
  for (uint32_t i = 0, filled = 0; good && i < flow->count; i++) {
    flow->blocks[i].from = filled;
    for (uint32_t k = 0; k < flow->count; k++)
      for (uint32_t n = 0; n < flow->blocks[k].next_count; n++)
        if (flow->blocks[k].next[n] == i && (n == 0 || flow->blocks[k].next[0] != i)) flow->from[filled++] = k;
    flow->blocks[i].from_count = filled - flow->blocks[i].from;
    for (uint32_t n = 0; n < 2; n++)
      next[i][n] = n < flow->blocks[i].next_count ? flow->blocks[i].next[n] : UINT32_MAX;
  }
  good = good && order_blocks(&flow->order, (const uint32_t(*)[2])next, flow->count);
  free(next);
  return good;
}

static bool find_blocks(struct flow *flow) {
  struct run *run = flow->run;
  bool *starts = calloc(run->count, sizeof *starts);
  bool good = starts != NULL && find_starts(run, starts);
  for (uint32_t i = 0; good && i < run->count; i++)
    flow->count += starts[i];
  if (flow->count > BLOCKS_MAX) {
    check_error(run, run->instructions, UNFOLLOWED);
    good = false;
  }
  flow->blocks = good ? calloc(flow->count, sizeof *flow->blocks) : NULL;
  if (flow->blocks == NULL) {
    free(starts);
    return false;
  }
  uint32_t at = 0;
  for (uint32_t i = 0; i < run->count; i++)
    if (starts[i]) flow->blocks[at++].first = i;
  free(starts);
  for (uint32_t i = 0; i < flow->count; i++) {
    struct block *block = &flow->blocks[i];
    block->end = i + 1 < flow->count ? block[1].first : run->count;
    const struct instruction *last = &run->instructions[block->end - 1];
    if (!check_ends(run, last) && i + 1 < flow->count) block->next[block->next_count++] = i + 1;
    if (last->effect == EFFECT_JUMP || last->effect == EFFECT_BRANCH)
      block->next[block->next_count++] = block_at(flow, at_address(run, last->target));
  }
  return find_order(flow);
}

static void enter_function(struct run *run, struct state *state) {
  *state = (struct state){.reached = true};
  for (uint32_t i = 0; i < PLACES; i++)
    state->places[i] = value_entry(&run->values, i);
  run->values.flags[state->places[RSP].node] |= NODE_STACK;
}

// What is known where the block begins. False: nobody has come there yet, or too many paths lead there.
static bool enter_block(struct flow *flow, uint32_t number, struct state *state) {
  static struct state entry;
  const struct state *from[PATHS_MAX];
  uint32_t count = 0;
  struct block *block = &flow->blocks[number];
  if (number == 0) {
    enter_function(flow->run, &entry);
    from[count++] = &entry;
  }
  for (uint32_t i = 0; i < block->from_count; i++) {
    const struct state *end = &flow->blocks[flow->from[block->from + i]].at_end;
    if (!end->reached) continue;
    if (count == PATHS_MAX) return false;
    from[count++] = end;
  }
  if (count == 0) return false;
  // One way in needs no new names.
  if (count == 1 && block->joint.visits == 0) {
    state_copy(state, from[0]);
    return true;
  }
  return state_join(state, &block->joint, &flow->run->values, from, count, &flow->run->again);
}

// Runs through a block; true if something new was learnt.
static bool run_block(struct flow *flow, uint32_t number) {
  static struct state state;
  struct block *block = &flow->blocks[number];
  if (!enter_block(flow, number, &state)) return false;
  for (uint32_t i = block->first; i < block->end; i++)
    check_step(flow->run, &state, i);
  if (state_same(&state, &block->at_end)) return false;
  state_copy(&block->at_end, &state);
  block->joint.visits++;
  return true;
}

static void reset_block(struct flow *flow, uint32_t number) {
  struct block *block = &flow->blocks[number];
  block->at_end.reached = false, block->at_end.slot_count = 0, block->at_end.fact_count = 0;
  memset(&block->joint, 0, sizeof block->joint);
  block->joint.block = number;
}

static void reset_list(struct flow *flow, int32_t list) {
  for (; list != ORDER_NONE; list = flow->order.elements[list].next) {
    reset_block(flow, flow->order.elements[list].block);
    reset_list(flow, flow->order.elements[list].inside);
  }
}

// Each loop settles, from what is known where it is entered, as if nobody had gone round it yet. False: it does not.
static bool settle_list(struct flow *flow, int32_t list) {
  for (; list != ORDER_NONE; list = flow->order.elements[list].next) {
    const struct order_element *element = &flow->order.elements[list];
    reset_block(flow, element->block);
    reset_list(flow, element->inside);
    uint32_t turns = 0;
    while (run_block(flow, element->block) && element->loop) {
      if (++turns == TURNS_MAX || !settle_list(flow, element->inside)) return false;
    }
  }
  return true;
}

static bool settle(struct flow *flow) {
  for (uint32_t round = 0; round < ROUNDS_MAX; round++) {
    flow->run->again = false;
    reset_list(flow, flow->order.first);
    if (!settle_list(flow, flow->order.first)) return false;
    if (!flow->run->again) return true;
  }
  return false;
}

// Looks at each instruction once more, now that all is known.
static bool report(struct flow *flow, int32_t list) {
  for (; list != ORDER_NONE; list = flow->order.elements[list].next) {
    if (run_block(flow, flow->order.elements[list].block)) return false;
    if (!report(flow, flow->order.elements[list].inside)) return false;
  }
  return true;
}

void check_function(struct check *check, const struct object_function *function, const struct instruction *instructions,
                    uint32_t count) {
  struct run run = {
      .check = check, .function = function, .instructions = instructions, .count = count, .reporting = true};
  struct flow flow = {.run = &run};
  if (count == 0) return;
  values_start(&run.values);
  run.made = calloc(count, sizeof *run.made);
  if (run.made != NULL && !run.values.full && find_blocks(&flow)) {
    run.reporting = false;
    bool settled = settle(&flow);
    run.reporting = true;
    if (!settled || !report(&flow, flow.order.first)) check_error(&run, instructions, UNFOLLOWED);
  }
  if (run.values.full || run.made == NULL) check_error(&run, instructions, "is too large for this machine's memory");
  values_free(&run.values);
  free(run.made);
  free(run.symbols);
  free(flow.blocks);
  free(flow.from);
  order_free(&flow.order);
}
