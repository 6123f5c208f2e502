// SPDX-License-Identifier: Apache-2.0
// Keeps each expression once, in a hash table.
#include "tools/journal/check/value.h"

#include <stdlib.h>
#include <string.h>

// Names the operation that leaves the lowest bytes, with their number added.
enum { LOW_BYTES = 1 << 16 };

static uint64_t hash(const struct node *node) {
  const uint8_t *bytes = (const uint8_t *)node;
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t i = 0; i < sizeof *node; i++)
    hash = (hash ^ bytes[i]) * 0x100000001b3;
  return hash ^ hash >> 32;
}

static void grow(struct values *values) {
  uint32_t room = values->room == 0 ? 1024 : values->room * 2;
  struct node *nodes = realloc(values->nodes, room * sizeof *nodes);
  if (nodes != NULL) values->nodes = nodes;
  uint8_t *flags = realloc(values->flags, room);
  if (flags != NULL) values->flags = flags;
  uint32_t *table = calloc(room * 2ul, sizeof *table);
  if (nodes == NULL || flags == NULL || table == NULL) {
    free(table);
    values->full = true;
    return;
  }
  free(values->table);
  values->table = table, values->table_size = room * 2, values->room = room;
  for (uint32_t i = 1; i < values->count; i++) {
    uint32_t at = (uint32_t)(hash(&values->nodes[i]) % values->table_size);
    while (table[at] != 0)
      at = (at + 1) % values->table_size;
    table[at] = i;
  }
}

void values_start(struct values *values) {
  *values = (struct values){0};
  grow(values);
  if (values->full) return;
  memset(&values->nodes[0], 0, sizeof values->nodes[0]);
  values->flags[0] = 0;
  values->count = 1;
}

void values_free(struct values *values) {
  free(values->nodes);
  free(values->flags);
  free(values->table);
}

// `wanted` has no byte that is not set: it is compared as bytes.
static uint32_t node_for(struct values *values, const struct node *wanted) {
  if (values->count == values->room) grow(values);
  if (values->full) return 0;
  uint32_t at = (uint32_t)(hash(wanted) % values->table_size);
  for (; values->table[at] != 0; at = (at + 1) % values->table_size)
    if (memcmp(&values->nodes[values->table[at]], wanted, sizeof *wanted) == 0) return values->table[at];
  values->table[at] = values->count;
  memcpy(&values->nodes[values->count], wanted, sizeof *wanted);
  values->flags[values->count] = 0;
  return values->count++;
}

static struct value leaf(struct values *values, enum node_kind kind, uint32_t where, uint32_t which, uint8_t bits) {
  struct node node;
  memset(&node, 0, sizeof node);
  node.kind = kind, node.where = where, node.which = which, node.bits = bits, node.leaves = 1;
  return (struct value){node_for(values, &node), 0};
}

struct value value_number(uint64_t number) {
  return (struct value){0, number};
}

struct value value_entry(struct values *values, uint32_t reg) {
  return leaf(values, NODE_ENTRY, 0, reg, 64);
}

struct value value_made(struct values *values, uint32_t instruction, uint32_t which, uint8_t bits) {
  return leaf(values, NODE_MADE, instruction, which, bits);
}

struct value value_joined(struct values *values, uint32_t block, uint32_t which) {
  return leaf(values, NODE_JOINED, block, which, 64);
}

struct value value_symbol(struct values *values, uint32_t symbol, bool slot) {
  return leaf(values, slot ? NODE_SLOT : NODE_SYMBOL, 0, symbol, 64);
}

bool value_same(struct value a, struct value b) {
  return a.node == b.node && a.add == b.add;
}

bool value_is_number(struct value value) {
  return value.node == 0;
}

struct sum {
  struct term terms[2 * VALUE_TERMS];
  uint32_t count;
  uint64_t add;
};

static void add_term(struct sum *sum, uint32_t node, uint64_t factor) {
  uint32_t at = 0;
  while (at < sum->count && sum->terms[at].node < node)
    at++;
  if (at < sum->count && sum->terms[at].node == node) {
    sum->terms[at].factor += factor;
    return;
  }
  memmove(&sum->terms[at + 1], &sum->terms[at], (sum->count - at) * sizeof sum->terms[0]);
  sum->terms[at] = (struct term){node, factor};
  sum->count++;
}

static void add_value(const struct values *values, struct sum *sum, struct value value, uint64_t factor) {
  const struct node *node = &values->nodes[value.node];
  sum->add += value.add * factor;
  if (node->kind == NODE_SUM) {
    for (uint32_t i = 0; i < VALUE_TERMS && node->terms[i].factor != 0; i++)
      add_term(sum, node->terms[i].node, node->terms[i].factor * factor);
  } else if (value.node != 0) {
    add_term(sum, value.node, factor);
  }
}

static bool value_of_sum(struct values *values, const struct sum *sum, struct value *value) {
  struct node node;
  memset(&node, 0, sizeof node);
  node.kind = NODE_SUM, node.bits = 64;
  uint32_t count = 0, leaves = 0;
  for (uint32_t i = 0; i < sum->count; i++) {
    if (sum->terms[i].factor == 0) continue;
    if (count == VALUE_TERMS) return false;
    leaves += values->nodes[sum->terms[i].node].leaves;
    node.terms[count].node = sum->terms[i].node;
    node.terms[count++].factor = sum->terms[i].factor;
  }
  if (leaves > VALUE_LEAVES) return false;
  node.leaves = (uint8_t)leaves;
  if (count == 0)
    *value = value_number(sum->add);
  else if (count == 1 && node.terms[0].factor == 1)
    *value = (struct value){node.terms[0].node, sum->add};
  else
    *value = (struct value){node_for(values, &node), sum->add};
  return true;
}

bool value_sum(struct values *values, struct value a, struct value b, struct value *result) {
  struct sum sum = {0};
  add_value(values, &sum, a, 1);
  add_value(values, &sum, b, 1);
  return value_of_sum(values, &sum, result);
}

bool value_product(struct values *values, struct value value, uint64_t factor, struct value *product) {
  struct sum sum = {0};
  add_value(values, &sum, value, factor);
  return value_of_sum(values, &sum, product);
}

bool value_operation(struct values *values, uint32_t which, struct value x, struct value y, uint8_t bits,
                     struct value *result) {
  struct node node;
  memset(&node, 0, sizeof node);
  uint32_t leaves = values->nodes[x.node].leaves + values->nodes[y.node].leaves;
  if (leaves > VALUE_LEAVES) return false;
  node.kind = NODE_OPERATION, node.which = which, node.bits = bits, node.leaves = (uint8_t)leaves;
  node.x.node = x.node, node.x.add = x.add, node.y.node = y.node, node.y.add = y.add;
  *result = (struct value){node_for(values, &node), 0};
  return true;
}

// Sums modulo 2^(8 bytes) do not change when a part of them has been cut to as many bytes before.
static bool without_cuts(struct values *values, struct value value, uint8_t bytes, struct value *result) {
  struct sum sum = {0}, open = {0};
  add_value(values, &open, value, 1);
  sum.add = open.add;
  for (uint32_t i = 0; i < open.count; i++) {
    const struct node *node = &values->nodes[open.terms[i].node];
    bool cut =
        node->kind == NODE_OPERATION && node->which >= LOW_BYTES + bytes && sum.count + VALUE_TERMS < 2 * VALUE_TERMS;
    if (cut)
      add_value(values, &sum, node->x, open.terms[i].factor);
    else if (sum.count < 2 * VALUE_TERMS)
      add_term(&sum, open.terms[i].node, open.terms[i].factor);
    else
      return false;
  }
  return value_of_sum(values, &sum, result);
}

bool value_low(struct values *values, struct value value, uint8_t bytes, struct value *low) {
  uint64_t mask = bytes >= 8 ? UINT64_MAX : (1ull << 8 * bytes) - 1;
  *low = value;
  if (bytes >= 8) return true;
  if (value.node == 0) {
    *low = value_number(value.add & mask);
    return true;
  }
  if (value.add == 0 && values->nodes[value.node].bits <= 8 * bytes) return true;
  struct value open;
  if (!without_cuts(values, value, bytes, &open)) return false;
  open.add &= mask;
  if (open.node == 0) {
    *low = open;
    return true;
  }
  if (open.add == 0 && values->nodes[open.node].bits <= 8 * bytes) {
    *low = open;
    return true;
  }
  return value_operation(values, LOW_BYTES + bytes, open, value_number(0), (uint8_t)(8 * bytes), low);
}

bool value_depends(const struct values *values, struct value value, enum node_kind kind, uint32_t where) {
  const struct node *node = &values->nodes[value.node];
  switch (node->kind) {
  case NODE_MADE:
  case NODE_JOINED: return node->kind == kind && node->where == where;
  case NODE_OPERATION:
    return value_depends(values, node->x, kind, where) || value_depends(values, node->y, kind, where);
  case NODE_SUM:
    for (uint32_t i = 0; i < VALUE_TERMS && node->terms[i].factor != 0; i++)
      if (value_depends(values, (struct value){node->terms[i].node, 0}, kind, where)) return true;
    return false;
  default: return false;
  }
}

bool value_in_frame(const struct values *values, struct value value) {
  const struct node *node = &values->nodes[value.node];
  if (node->kind != NODE_SUM) return (values->flags[value.node] & NODE_STACK) != 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < VALUE_TERMS && node->terms[i].factor != 0; i++) {
    if ((values->flags[node->terms[i].node] & NODE_STACK) == 0) continue;
    if (node->terms[i].factor != 1) return false;
    count++;
  }
  return count == 1;
}
