// SPDX-License-Identifier: Apache-2.0
// consumed_in_helper: a helper without marks releases what its caller borrowed.
// file: consumed_in_helper.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC void ring_check(struct ring *ring);

// file: consumed_in_helper.c
#include "consumed_in_helper.h"

static void finish(struct ring *ring, uint32_t count) {
  // want: borrow.consumed 'ring' is borrowed, and ring_destroy takes it here
  // note: 'count' is 0 here
  if (count == 0) ring_destroy(ring);
}

void ring_check(struct ring *ring) {
  finish(ring, ring_count(ring));
}
