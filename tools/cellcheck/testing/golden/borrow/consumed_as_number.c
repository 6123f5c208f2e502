// SPDX-License-Identifier: Apache-2.0
// consumed_as_number: a borrow goes to its end as a number and back.
// file: consumed_as_number.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC void ring_end(struct ring *ring);

// file: consumed_as_number.c
#include "consumed_as_number.h"

void ring_end(struct ring *ring) {
  uint64_t number = (uint64_t)ring;
  // want: borrow.consumed 'number' is borrowed, and ring_destroy takes it here
  ring_destroy((struct ring *)number);
}
