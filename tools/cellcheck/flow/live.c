// SPDX-License-Identifier: Apache-2.0
// Which variables are read later: backward over the blocks, a bit for each variable.
#include "tools/cellcheck/flow/live.h"

#include <stdlib.h>
#include <string.h>

// For each block what it reads first and what it stores first, then what is live at its begin.
struct live {
  struct flow *flow;
  uint64_t *reads, *stores, *always;
  uint32_t words;
};

static bool is_local(const struct variable *variable) {
  return variable->storage == STORAGE_LOCAL || variable->storage == STORAGE_PARAMETER ||
         variable->storage == STORAGE_HIDDEN;
}

static const struct variable *whole_variable(const struct function *function, value_t address) {
  const struct instruction *at = ir_at(function, address);
  return at != NULL && at->op == OP_ADDRESS && is_local(at->variable) ? at->variable : NULL;
}

static void set(uint64_t *bits, uint32_t bit) {
  bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool get(const uint64_t *bits, uint32_t bit) {
  return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

static void use(struct live *live, value_t value) {
  const struct variable *variable = whole_variable(live->flow->function, value);
  if (variable != NULL) set(live->always, variable->index);
}

// An argument that another cell's function may use until it returns, and not later.
static bool is_lent(const struct instruction *at, uint32_t argument) {
  const struct function *called = at->op == OP_CALL ? at->function : NULL;
  return called != NULL && !called->is_defined && argument < called->parameter_count &&
         at->type->kind != TYPE_POINTER && (called->parameters[argument]->marks & (MARK_RETAINS | MARK_OWN)) == 0;
}

// Every use of an address that is neither a load, nor a store through it, nor a loan lets others read the variable.
static void find_always(struct live *live) {
  const struct function *function = live->flow->function;
  for (value_t i = 1; i < function->code_count; i++) {
    const struct instruction *at = &function->code[i];
    if (at->op != OP_LOAD && at->op != OP_BEGIN && at->op != OP_END && at->op != OP_ADDRESS) {
      if (at->op != OP_STORE && at->op != OP_ZERO) use(live, at->a);
      use(live, at->b);
    }
    for (uint32_t k = 0; k < at->argument_count; k++)
      if (!is_lent(at, k)) use(live, at->arguments[k]);
  }
  for (uint32_t i = 0; i < function->block_count; i++)
    use(live, function->blocks[i].value);
}

static void read_arguments(const struct live *live, const struct instruction *at, uint64_t *reads,
                           const uint64_t *stores) {
  for (uint32_t k = 0; k < at->argument_count; k++) {
    const struct variable *variable = whole_variable(live->flow->function, at->arguments[k]);
    if (variable != NULL && !get(stores, variable->index)) set(reads, variable->index);
  }
}

static void find_local(struct live *live, uint32_t block) {
  const struct function *function = live->flow->function;
  uint64_t *reads = live->reads + (size_t)block * live->words, *stores = live->stores + (size_t)block * live->words;
  for (value_t i = function->blocks[block].first; i < function->blocks[block].last; i++) {
    const struct instruction *at = &function->code[i];
    if (at->op == OP_BEGIN || at->op == OP_END) {
      if (is_local(at->variable)) set(stores, at->variable->index);
      continue;
    }
    read_arguments(live, at, reads, stores);
    const struct variable *variable = whole_variable(function, at->a);
    if (variable == NULL) continue;
    if (at->op == OP_LOAD && !get(stores, variable->index)) set(reads, variable->index);
    if (at->op == OP_STORE || at->op == OP_ZERO) set(stores, variable->index);
  }
}

static bool update(struct live *live, uint32_t block, uint64_t *out) {
  const struct block *at = &live->flow->function->blocks[block];
  uint64_t *in = live->flow->live + (size_t)block * live->words;
  memset(out, 0, live->words * sizeof *out);
  for (uint32_t e = 0; e < at->edge_count; e++) {
    const uint64_t *next = live->flow->live + (size_t)at->edges[e].block * live->words;
    for (uint32_t w = 0; w < live->words; w++)
      out[w] |= next[w];
  }
  bool changed = false;
  const uint64_t *reads = live->reads + (size_t)block * live->words,
                 *stores = live->stores + (size_t)block * live->words;
  for (uint32_t w = 0; w < live->words; w++) {
    uint64_t value = reads[w] | (out[w] & ~stores[w]) | live->always[w];
    changed |= value != in[w];
    in[w] = value;
  }
  return changed;
}

bool live_find(struct flow *flow) {
  const struct function *function = flow->function;
  uint32_t words = function->variable_count / 64 + 1;
  size_t all = (size_t)words * function->block_count;
  struct live live = {.flow = flow,
                      .reads = calloc(all, sizeof(uint64_t)),
                      .stores = calloc(all, sizeof(uint64_t)),
                      .always = calloc(words, sizeof(uint64_t)),
                      .words = words};
  uint64_t *out = calloc(words, sizeof *out);
  flow->live = calloc(all, sizeof(uint64_t));
  flow->live_words = words;
  bool whole = live.reads != NULL && live.stores != NULL && live.always != NULL && out != NULL && flow->live != NULL;
  if (whole) {
    find_always(&live);
    for (uint32_t i = 0; i < flow->order_count; i++)
      find_local(&live, flow->order[i]);
    for (bool changed = true; changed;) {
      changed = false;
      for (uint32_t i = flow->order_count; i-- > 0;)
        changed |= update(&live, flow->order[i], out);
    }
  }
  free(live.reads);
  free(live.stores);
  free(live.always);
  free(out);
  return whole;
}

bool flow_is_live(const struct flow *flow, uint32_t block, const struct variable *variable) {
  if (!is_local(variable)) return true;
  return get(flow->live + (size_t)block * flow->live_words, variable->index);
}
