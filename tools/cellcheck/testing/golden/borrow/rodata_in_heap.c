// SPDX-License-Identifier: Apache-2.0
// rodata_in_heap: a constant table's address is stored in an object of the heap.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

struct curve;
ATOMIC OWN_RET struct curve *curve_create(void);
// file: rodata_in_heap.c
#include "kernel/heap/heap.h"
#include "subject.h"

struct curve {
  const uint32_t *points;
};
static const uint32_t straight[] = {0, 1, 2, 3};

struct curve *curve_create(void) {
  struct curve *curve = NEW(struct curve);
  // want: borrow.rodata 'curve->points' keeps the address of the constant 'straight'
  // note: 'curve' is not null here
  if (curve != NULL) curve->points = straight;
  return curve;
}
