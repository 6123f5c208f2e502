// SPDX-License-Identifier: Apache-2.0
// consumed_through_borrow: what is reached through a borrow is released.
// file: consumed_through_borrow.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct view {
  uint8_t *bytes;
  uint32_t size;
};

ATOMIC void view_clear(struct view *view);

// file: consumed_through_borrow.c
#include "consumed_through_borrow.h"

void view_clear(struct view *view) {
  // want: borrow.consumed 'view->bytes' was reached through 'view', which is borrowed, and heap_delete takes it here
  // note: 'view->bytes' is not null here
  // mend: mark the member 'bytes' OWN, or leave it to its owner
  if (view->bytes != NULL) heap_delete(view->bytes);
  view->bytes = NULL;
  view->size = 0;
}
