// SPDX-License-Identifier: Apache-2.0
// cwe415_static_helper: a helper without marks has released it.
// file: cwe415_static_helper.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct record {
  uint32_t size;
};

ATOMIC void record_end(OWN struct record *record);

// file: cwe415_static_helper.c
#include "cwe415_static_helper.h"

static void finish(struct record *record, bool is_last) {
  record->size = 0;
  // note: 'is_last' is true here
  // note: heap_delete took it here
  if (is_last) heap_delete(record);
}

// note: 'record' is owned from here: the parameter is marked OWN
void record_end(struct record *record) {
  finish(record, true);
  // want: own.double 'record' is given to heap_delete, but heap_delete took it before
  heap_delete(record);
}
