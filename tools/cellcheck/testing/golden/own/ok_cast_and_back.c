// SPDX-License-Identifier: Apache-2.0
// ok_cast_and_back: an owner comes back out of a number.
// file: ok_cast_and_back.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC status_t ring_round(uint32_t slots);

// file: ok_cast_and_back.c
#include "ok_cast_and_back.h"

status_t ring_round(uint32_t slots) {
  uint64_t number = (uint64_t)ring_create(slots);
  if (number == 0) return NO_MEMORY;
  struct ring *ring = (struct ring *)number;
  status_t status = ring_push(ring, 1);
  ring_destroy(ring);
  return status;
}
