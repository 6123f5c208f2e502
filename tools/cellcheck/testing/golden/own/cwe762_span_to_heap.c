// SPDX-License-Identifier: Apache-2.0
// cwe762_span_to_heap: pages go to the heap, and an object of the heap goes to the pages.
// file: cwe762_span_to_heap.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "span.h"

ATOMIC status_t scratch_try(uint32_t pages);

// file: cwe762_span_to_heap.c
#include "cwe762_span_to_heap.h"

status_t scratch_try(uint32_t pages) {
  void *span;
  // note: 'span' is owned from here: span_reserve made it
  status_t status = span_reserve(pages, &span);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: 'bytes' is owned from here: heap_new made it
  uint8_t *bytes = heap_new(pages, 1, "bytes");
  // want: own.family heap_delete does not take what span_reserve made: 'span'
  heap_delete(span);
  // want: own.family span_release does not take what heap_new made: 'bytes'
  return span_release(bytes);
}
