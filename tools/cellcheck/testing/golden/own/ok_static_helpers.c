// SPDX-License-Identifier: Apache-2.0
// ok_static_helpers: helpers without marks make and release.
// file: ok_static_helpers.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct record {
  OWN char *name;
  uint32_t size;
};

ATOMIC status_t record_try(uint32_t size);

// file: ok_static_helpers.c
#include "ok_static_helpers.h"

static struct record *make(uint32_t size) {
  struct record *record = NEW(struct record);
  if (record == NULL) return NULL;
  record->name = heap_new(size, 1, "name");
  if (record->name != NULL) return record;
  heap_delete(record);
  return NULL;
}

static void drop(struct record *record) {
  heap_delete(record->name);
  heap_delete(record);
}

status_t record_try(uint32_t size) {
  struct record *first = make(size), *second = make(size);
  status_t status = first != NULL && second != NULL ? OK : NO_MEMORY;
  if (first != NULL) drop(first);
  if (second != NULL) drop(second);
  return status;
}
