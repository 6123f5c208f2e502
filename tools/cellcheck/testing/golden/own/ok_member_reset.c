// SPDX-License-Identifier: Apache-2.0
// ok_member_reset: a helper releases the member and resets it.
// file: ok_member_reset.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct cache {
  OWN uint8_t *lines;
  uint32_t count;
};

ATOMIC status_t cache_resize(struct cache *cache, uint32_t count);
ATOMIC void cache_destroy(OWN struct cache *cache);

// file: ok_member_reset.c
#include "ok_member_reset.h"

static void cache_empty(struct cache *cache) {
  heap_delete(cache->lines);
  cache->lines = NULL;
  cache->count = 0;
}

status_t cache_resize(struct cache *cache, uint32_t count) {
  cache_empty(cache);
  cache->lines = heap_new(count, 1, "lines");
  if (cache->lines == NULL) return NO_MEMORY;
  cache->count = count;
  return OK;
}

void cache_destroy(struct cache *cache) {
  cache_empty(cache);
  heap_delete(cache);
}
