// SPDX-License-Identifier: Apache-2.0
// returned_as_owned: a borrow is returned by a function that promises ownership.
// file: returned_as_owned.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC OWN_RET struct ring *ring_or_new(struct ring *ring);

// file: returned_as_owned.c
#include "returned_as_owned.h"

struct ring *ring_or_new(struct ring *ring) {
  // want: borrow.consumed 'ring' is borrowed, and is returned as owned
  // note: 'ring' is not null here
  if (ring != NULL) return ring;
  return ring_create(8);
}
