// SPDX-License-Identifier: Apache-2.0
// steps_writes_given_object: an object of its own that another cell keeps is shared.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'work' is STEPS
STEPS void work(void);
// file: steps_writes_given_object.c
#include "cell.h"
#include "kernel/heap/heap.h"
#include "watch.h"

void work(void) {
  struct watched *watched = NEW(struct watched);
  if (watched == NULL) return;
  watch(watched);
  // want: kind.stores what 'heap_new' gave is changed by a STEPS function
  watched->count = 1;
  unwatch(watched);
  heap_delete(watched);
}
