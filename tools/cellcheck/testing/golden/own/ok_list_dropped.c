// SPDX-License-Identifier: Apache-2.0
// ok_list_dropped: the next one is taken out before the node goes.
// file: ok_list_dropped.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct timer {
  OWN struct timer *next;
  uint64_t deadline;
};

ATOMIC void timers_drop(OWN struct timer *first);

// file: ok_list_dropped.c
#include "ok_list_dropped.h"

void timers_drop(struct timer *first) {
  struct timer *timer = first;
  while (timer != NULL) {
    struct timer *next = timer->next;
    timer->next = NULL;
    heap_delete(timer);
    timer = next;
  }
}
