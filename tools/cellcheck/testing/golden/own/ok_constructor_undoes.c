// SPDX-License-Identifier: Apache-2.0
// ok_constructor_undoes: a constructor that takes back what it has when something fails.
// file: ok_constructor_undoes.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct driver {
  OWN uint8_t *buffer;
  OWN uint32_t *slots;
  uint32_t size;
};

ATOMIC OWN_RET struct driver *driver_create(uint32_t size);

// file: ok_constructor_undoes.c
#include "ok_constructor_undoes.h"

struct driver *driver_create(uint32_t size) {
  struct driver *driver = NEW(struct driver);
  if (driver == NULL) return NULL;
  driver->buffer = heap_new(size, 1, "driver buffer");
  driver->slots = driver->buffer != NULL ? heap_new(size * 4, 4, "driver slots") : NULL;
  if (driver->slots == NULL) {
    heap_delete(driver->buffer);
    heap_delete(driver);
    return NULL;
  }
  driver->size = size;
  return driver;
}
