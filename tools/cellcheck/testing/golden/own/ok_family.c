// SPDX-License-Identifier: Apache-2.0
// ok_family: each thing goes where it belongs, by whatever path it came.
// file: ok_family.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"
#include "span.h"

ATOMIC status_t all_try(uint32_t pages);

// file: ok_family.c
#include "ok_family.h"

status_t all_try(uint32_t pages) {
  void *span = NULL;
  struct ring *ring = ring_create(pages);
  uint8_t *bytes = ring != NULL ? heap_new(pages, 1, "bytes") : NULL;
  status_t status = bytes != NULL ? span_reserve(pages, &span) : NO_MEMORY;
  if (status == OK) status = span_release(span);
  heap_delete(bytes);
  ring_destroy(ring);
  return status;
}
