// SPDX-License-Identifier: Apache-2.0
// Bourdoncle's weak topological ordering ("Efficient chaotic iteration strategies with widenings", 1993, figure 4).
#include "tools/journal/check/order.h"

#include <stdlib.h>

struct search {
  struct order *order;
  const uint32_t (*next)[2];
  uint32_t *number;  // 0: not seen; UINT32_MAX: done
  uint32_t *stack, depth, seen;
};

static void prepend(struct order *order, struct order_element element, int32_t *list) {
  element.next = *list;
  order->elements[order->count] = element;
  *list = (int32_t)order->count++;
}

static uint32_t visit(struct search *search, uint32_t block, int32_t *list) {
  search->stack[search->depth++] = block;
  uint32_t own = ++search->seen, head = own;
  search->number[block] = own;
  bool loop = false;
  for (uint32_t i = 0; i < 2; i++) {
    uint32_t next = search->next[block][i];
    if (next == UINT32_MAX) continue;
    uint32_t lowest = search->number[next] == 0 ? visit(search, next, list) : search->number[next];
    if (lowest <= head) head = lowest, loop = true;
  }
  if (head != own) return head;
  search->number[block] = UINT32_MAX;
  uint32_t last = search->stack[--search->depth];
  struct order_element element = {.block = block, .loop = loop, .inside = ORDER_NONE};
  if (loop) {
    for (; last != block; last = search->stack[--search->depth])
      search->number[last] = 0;
    for (uint32_t i = 0; i < 2; i++) {
      uint32_t next = search->next[block][i];
      if (next != UINT32_MAX && search->number[next] == 0) visit(search, next, &element.inside);
    }
  }
  prepend(search->order, element, list);
  return head;
}

bool order_blocks(struct order *order, const uint32_t (*next)[2], uint32_t count) {
  struct search search = {.order = order, .next = next};
  *order = (struct order){.first = ORDER_NONE};
  order->elements = malloc(count * sizeof *order->elements);
  search.number = calloc(count, sizeof *search.number);
  search.stack = malloc(count * sizeof *search.stack);
  bool good = order->elements != NULL && search.number != NULL && search.stack != NULL;
  if (good) visit(&search, 0, &order->first);
  free(search.number);
  free(search.stack);
  return good;
}

void order_free(struct order *order) {
  free(order->elements);
}
