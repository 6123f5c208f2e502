// SPDX-License-Identifier: Apache-2.0
// ok_counted_references: the last reference releases, the others count down.
// file: ok_counted_references.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct buffer {
  uint32_t references;
  uint32_t size;
};

ATOMIC void buffer_drop(OWN struct buffer *buffer);

// file: ok_counted_references.c
#include "ok_counted_references.h"

void buffer_drop(struct buffer *buffer) {
  if (buffer == NULL) return;
  if (--buffer->references > 0) return;
  heap_delete(buffer);
}
