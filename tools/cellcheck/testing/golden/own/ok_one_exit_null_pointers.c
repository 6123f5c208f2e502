// SPDX-License-Identifier: Apache-2.0
// ok_one_exit_null_pointers: one exit for all paths, with pointers that begin as null.
// file: ok_one_exit_null_pointers.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

ATOMIC status_t station_start(uint32_t slots);

// file: ok_one_exit_null_pointers.c
#include "ok_one_exit_null_pointers.h"

status_t station_start(uint32_t slots) {
  status_t status = OK;
  uint32_t *table = NULL;
  struct ring *ring = ring_create(slots);
  if (ring == NULL) status = NO_MEMORY;
  if (status == OK && (table = heap_new(slots * 4, 4, "table")) == NULL) status = NO_MEMORY;
  if (status == OK) status = ring_push(ring, table[0]);
  heap_delete(table);
  ring_destroy(ring);
  return status;
}
