// SPDX-License-Identifier: Apache-2.0
// ok_goto_chain: cleanup by labels, in the reverse order of the acquisitions.
// file: ok_goto_chain.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"
#include "span.h"

ATOMIC status_t station_test(uint32_t slots);

// file: ok_goto_chain.c
#include "ok_goto_chain.h"

status_t station_test(uint32_t slots) {
  status_t status = NO_MEMORY;
  void *span;
  uint32_t *table = NULL;
  struct ring *ring = ring_create(slots);
  if (ring == NULL) goto no_ring;
  table = heap_new(slots * 4, 4, "table");
  if (table == NULL) goto no_table;
  status = span_reserve(slots, &span);
  if (status != OK) goto no_span;
  status = ring_push(ring, table[0]);
  (void)span_release(span);
no_span:
  heap_delete(table);
no_table:
  ring_destroy(ring);
no_ring:
  return status;
}
