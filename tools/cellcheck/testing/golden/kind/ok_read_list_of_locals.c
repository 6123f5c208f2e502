// SPDX-License-Identifier: Apache-2.0
// ok_read_list_of_locals: a list of nodes on its own stack, that its helper links.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t sum(uint32_t count);
// file: ok_read_list_of_locals.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

static void push(struct item **first, struct item *item, uint32_t value) {
  item->value = value;
  item->next = *first;
  *first = item;
}

uint32_t sum(uint32_t count) {
  struct item items[4], *first = NULL;
  for (uint32_t i = 0; i < count && i < 4; i++)
    push(&first, &items[i], i);
  uint32_t all = 0;
  for (struct item *item = first; item != NULL; item = item->next)
    all += item->value;
  return all;
}
