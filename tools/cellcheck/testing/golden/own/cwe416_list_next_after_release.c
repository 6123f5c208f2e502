// SPDX-License-Identifier: Apache-2.0
// cwe416_list_next_after_release: a list is walked through the node that was released.
// file: cwe416_list_next_after_release.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct timer {
  OWN struct timer *next;
  uint64_t deadline;
};

ATOMIC void timers_drop(OWN struct timer *first);

// file: cwe416_list_next_after_release.c
#include "cwe416_list_next_after_release.h"

void timers_drop(struct timer *first) {
  // want: own.after 'timer->next' is used after heap_delete took it
  // note: 'timer' is not null here
  for (struct timer *timer = first; timer != NULL; timer = timer->next)
    // note: heap_delete took it here
    // want: own.field heap_delete takes 'timer' while 'timer->next' may own something
    heap_delete(timer);
}
