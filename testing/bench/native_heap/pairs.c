// SPDX-License-Identifier: Apache-2.0
// The transactions whose time native_heap.c takes.
#include "testing/bench/native_heap/pairs.h"

#include "kernel/heap/heap.h"

bool pairs_in_turn(size_t bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    void *object = heap_new(bytes, 8, "struct pair");
    if (object == NULL) return false;
    heap_delete(object);
  }
  return true;
}

bool pairs_at_once(size_t bytes, uint32_t count) {
  void *objects[PAIRS_MOST];
  bool passed = count <= PAIRS_MOST;
  for (uint32_t i = 0; passed && i < count; i++)
    objects[i] = heap_new(bytes, 8, "struct pair");
  for (uint32_t i = 0; i < count && passed; i++) {
    passed = objects[i] != NULL;
    heap_delete(objects[i]);
  }
  return passed;
}

bool pairs_make(size_t bytes, uint32_t count, void **objects) {
  bool passed = true;
  for (uint32_t i = 0; i < count; i++) {
    objects[i] = heap_new(bytes, 8, "struct pair");
    passed = objects[i] != NULL && passed;
  }
  if (!passed) pairs_release(count, objects);
  return passed;
}

void pairs_release(uint32_t count, void **objects) {
  for (uint32_t i = 0; i < count; i++)
    heap_delete(objects[i]);
}

static bool pairs_apart(size_t bytes, uint32_t count) {
  void *objects[PAIRS_MOST];
  if (count > PAIRS_MOST) return false;
  bool passed = pairs_make(bytes, count, objects);
  pairs_release(count, objects);
  return passed;
}

static bool transactions_of(size_t bytes, uint32_t count, uint32_t transactions, enum pairs_way way) {
  bool passed = true;
  for (uint32_t i = 0; i < transactions && passed; i++) {
    switch (way) {
    case PAIRS_IN_TURN: passed = pairs_in_turn(bytes, count); break;
    case PAIRS_AT_ONCE: passed = pairs_at_once(bytes, count); break;
    case PAIRS_APART: passed = pairs_apart(bytes, count); break;
    }
  }
  return passed;
}

// Each call holds an object meanwhile.
static bool among(size_t bytes, uint32_t count, uint32_t transactions, enum pairs_way way, uint32_t held) {
  if (held == 0) return transactions_of(bytes, count, transactions, way);
  void *object = heap_new(bytes, 8, "struct pair");
  bool passed = object != NULL && among(bytes, count, transactions, way, held - 1);
  heap_delete(object);
  return passed;
}

bool pairs_transactions(size_t bytes, uint32_t count, uint32_t transactions, enum pairs_way way, uint32_t held) {
  return among(bytes, count, transactions, way, held);
}
