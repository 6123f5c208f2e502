// SPDX-License-Identifier: Apache-2.0
// The transactions whose time native_heap.c takes.
#include "testing/bench/native_heap/pairs.h"

#include "kernel/heap/heap.h"

bool pairs_in_turn(size_t bytes, uint32_t count) {
  bool passed = true;
  for (uint32_t i = 0; i < count; i++) {
    void *object = heap_new(bytes, 8, "struct pair");
    passed = object != NULL && passed;
    heap_delete(object);
  }
  return passed;
}

bool pairs_at_once(size_t bytes, uint32_t count) {
  void *objects[PAIRS_AT_ONCE];
  bool passed = count <= PAIRS_AT_ONCE;
  for (uint32_t i = 0; passed && i < count; i++)
    objects[i] = heap_new(bytes, 8, "struct pair");
  for (uint32_t i = 0; i < count && passed; i++) {
    passed = objects[i] != NULL;
    heap_delete(objects[i]);
  }
  return passed;
}

bool pairs_transactions(size_t bytes, uint32_t count, uint32_t transactions, bool at_once) {
  bool passed = true;
  for (uint32_t i = 0; i < transactions && passed; i++)
    passed = at_once ? pairs_at_once(bytes, count) : pairs_in_turn(bytes, count);
  return passed;
}
