// SPDX-License-Identifier: Apache-2.0
// cwe401_early_return: a record is lost where the second allocation fails.
// file: cwe401_early_return.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct driver {
  OWN uint8_t *buffer;
  uint32_t size;
};

ATOMIC OWN_RET struct driver *driver_create(uint32_t size);

// file: cwe401_early_return.c
#include "cwe401_early_return.h"

struct driver *driver_create(uint32_t size) {
  // note: 'driver' is owned from here: heap_new made it
  struct driver *driver = NEW(struct driver);
  // note: 'driver' is not null here
  if (driver == NULL) return NULL;
  driver->buffer = heap_new(size, 1, "driver buffer");
  // want: own.leak 'driver' is lost here, and nobody else holds it
  // note: 'driver->buffer' is null here
  // mend: call heap_delete before, or give it away
  if (driver->buffer == NULL) return NULL;
  driver->size = size;
  return driver;
}
