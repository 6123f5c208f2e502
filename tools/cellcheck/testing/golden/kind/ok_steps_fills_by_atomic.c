// SPDX-License-Identifier: Apache-2.0
// ok_steps_fills_by_atomic: what it has made is filled in a step of its own; it writes its frame and its caller's answer.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
struct item {
  uint32_t value, uses;
};
ATOMIC void item_fill(struct item *item, uint32_t value);
STEPS status_t work(uint32_t *sum);
// file: ok_steps_fills_by_atomic.c
#include "cell.h"

void item_fill(struct item *item, uint32_t value) {
  item->value = value;
}

status_t work(uint32_t *sum) {
  struct item *item = NEW(struct item);
  if (item == NULL) return NO_MEMORY;
  item_fill(item, 7);
  struct item frame = *item;
  frame.uses++;
  *sum = frame.value + frame.uses;
  heap_delete(item);
  return OK;
}
