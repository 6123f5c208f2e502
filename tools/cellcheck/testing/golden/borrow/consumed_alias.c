// SPDX-License-Identifier: Apache-2.0
// consumed_alias: destroyed by another name, on one path.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

struct ring;
ATOMIC bool drop_empty(struct ring *ring);
// file: consumed_alias.c
#include "ring.h"
#include "subject.h"

bool drop_empty(struct ring *ring) {
  struct ring *candidate = ring;
  // note: 'ring_count()' is 0 here
  if (ring_count(ring) == 0) {
    // want: borrow.consumed 'candidate' is borrowed, and ring_destroy takes it here
    ring_destroy(candidate);
    return true;
  }
  return false;
}
