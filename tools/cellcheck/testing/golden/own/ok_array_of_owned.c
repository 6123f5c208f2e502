// SPDX-License-Identifier: Apache-2.0
// ok_array_of_owned: what lies in an array is released by a loop over it.
// file: ok_array_of_owned.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

enum { RINGS = 4 };

ATOMIC status_t rings_try(uint32_t slots);

// file: ok_array_of_owned.c
#include "ok_array_of_owned.h"

status_t rings_try(uint32_t slots) {
  struct ring *rings[RINGS] = {0};
  status_t status = OK;
  for (uint32_t i = 0; i < RINGS; i++) {
    rings[i] = ring_create(slots);
    if (rings[i] == NULL) status = NO_MEMORY;
  }
  for (uint32_t i = 0; i < RINGS; i++)
    ring_destroy(rings[i]);
  return status;
}
