// SPDX-License-Identifier: Apache-2.0
// ok_own_destructor: a cell releases what it made by the heap in its own destructor.
// file: ok_own_destructor.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct OWNED gauge;

ATOMIC OWN_RET struct gauge *gauge_create(uint32_t most);
ATOMIC void gauge_destroy(OWN struct gauge *gauge);

struct gauge {
  uint32_t most;
  OWN uint32_t *marks;
};

// file: ok_own_destructor.c
#include "ok_own_destructor.h"

struct gauge *gauge_create(uint32_t most) {
  struct gauge *gauge = NEW(struct gauge);
  if (gauge == NULL) return NULL;
  gauge->most = most;
  gauge->marks = heap_new(most * 4, 4, "marks");
  if (gauge->marks != NULL) return gauge;
  gauge_destroy(gauge);
  return NULL;
}

void gauge_destroy(struct gauge *gauge) {
  if (gauge == NULL) return;
  heap_delete(gauge->marks);
  heap_delete(gauge);
}
