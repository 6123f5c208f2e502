// SPDX-License-Identifier: Apache-2.0
// ok_swap_pointers: two owners are exchanged and both released.
// file: ok_swap_pointers.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC status_t ring_order(uint32_t slots);

// file: ok_swap_pointers.c
#include "ok_swap_pointers.h"

status_t ring_order(uint32_t slots) {
  struct ring *small = ring_create(slots), *large = ring_create(slots * 2);
  if (slots > 8) {
    struct ring *other = small;
    small = large;
    large = other;
  }
  status_t status = small != NULL && large != NULL ? ring_push(small, 1) : NO_MEMORY;
  ring_destroy(large);
  ring_destroy(small);
  return status;
}
