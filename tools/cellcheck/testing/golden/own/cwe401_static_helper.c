// SPDX-License-Identifier: Apache-2.0
// cwe401_static_helper: what a helper without marks has made is lost.
// file: cwe401_static_helper.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct record {
  uint32_t size;
};

ATOMIC uint32_t record_size(uint32_t size);

// file: cwe401_static_helper.c
#include "cwe401_static_helper.h"

static struct record *make(uint32_t size) {
  // note: 'record' is owned from here: heap_new made it
  struct record *record = NEW(struct record);
  // note: 'record' is not null here
  if (record != NULL) record->size = size;
  return record;
}

uint32_t record_size(uint32_t size) {
  struct record *record = make(size);
  // note: 'record' is not null here
  if (record == NULL) return 0;
  // want: own.leak 'record' is lost here, and nobody else holds it
  // note: 'record->size' is above 10 here
  if (record->size > 10) return 10;
  heap_delete(record);
  return size;
}
