// SPDX-License-Identifier: Apache-2.0
// cwe415_member_then_destructor: a helper of the cell has released it already.
// file: cwe415_member_then_destructor.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct cache {
  OWN uint8_t *lines;
  uint32_t count;
};

ATOMIC void cache_destroy(OWN struct cache *cache);

// file: cwe415_member_then_destructor.c
#include "cwe415_member_then_destructor.h"

static void cache_empty(struct cache *cache) {
  // note: heap_delete took it here
  heap_delete(cache->lines);
  cache->count = 0;
}

void cache_destroy(struct cache *cache) {
  cache_empty(cache);
  // want: own.double 'cache->lines' is given to heap_delete, but heap_delete took it before
  heap_delete(cache->lines);
  heap_delete(cache);
}
