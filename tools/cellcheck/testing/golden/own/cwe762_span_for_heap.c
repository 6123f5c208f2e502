// SPDX-License-Identifier: Apache-2.0
// cwe762_span_for_heap: an object of the heap is released as a span of pages (CWE-762).
#include "kernel/heap/heap.h"
#include "span.h"

status_t scratch(uint32_t size) {
  // note: 'memory' is owned from here: heap_new made it
  void *memory = heap_new(size, 16, "scratch");
  // note: 'memory' is not null here
  if (memory == NULL) return NO_MEMORY;
  // want: own.family span_release does not take what heap_new made: 'memory'
  return span_release(memory);
}
