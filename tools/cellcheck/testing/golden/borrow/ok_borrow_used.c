// SPDX-License-Identifier: Apache-2.0
// ok_borrow_used: a borrow is read, written and lent on.
// file: ok_borrow_used.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_drain(struct ring *ring, uint32_t *last);

// file: ok_borrow_used.c
#include "ok_borrow_used.h"

uint32_t ring_drain(struct ring *ring, uint32_t *last) {
  uint32_t count = 0;
  while (ring_pop(ring, last) == OK)
    count++;
  return count + ring_count(ring);
}
