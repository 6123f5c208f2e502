// SPDX-License-Identifier: Apache-2.0
// ok_correlated_status: one status decides twice.
// file: ok_correlated_status.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "span.h"

ATOMIC status_t station_map(uint32_t pages, bool is_test);

// file: ok_correlated_status.c
#include "ok_correlated_status.h"

status_t station_map(uint32_t pages, bool is_test) {
  void *span;
  status_t status = is_test ? UNSUPPORTED : span_reserve(pages, &span);
  uint32_t *table = status == OK ? heap_new(pages * 4, 4, "table") : NULL;
  if (status == OK && table == NULL) {
    status = NO_MEMORY;
    (void)span_release(span);
  }
  if (status == OK) {
    heap_delete(table);
    (void)span_release(span);
  }
  return status;
}
