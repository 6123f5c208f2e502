// SPDX-License-Identifier: Apache-2.0
// Objects of the heap, each made and released in a request of its own, under two loads: many of one size made and then released
// (threadtest of Berger et al., "Hoard", ASPLOS 2000), and sizes and lifetimes by chance (as MicroQuill's shbench does).
#include "kernel/heap/heap.h"

#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

CELL_CALLBACK uint64_t compare_threadtest(void) {
  void *objects[COMPARE_OBJECTS] = {};
  bool made = true;
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_OBJECTS; i++) {
    objects[i] = heap_new(COMPARE_OBJECT, 8, "struct compared");
    made = made && objects[i] != NULL;
  }
  for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
    heap_delete(objects[i]);
  uint64_t took = measure_end(begun);
  if (!made) measure_fail("heap_new", NO_MEMORY);
  return took;
}

CELL_CALLBACK uint64_t compare_shbench(void) {
  void *objects[COMPARE_SLOTS] = {};
  uint64_t random = 1;
  bool made = true;
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_STEPS; i++) {
    random = COMPARE_RANDOM(random);
    uint32_t slot = (uint32_t)(random >> 20) % COMPARE_SLOTS;
    heap_delete(objects[slot]);
    objects[slot] = heap_new(COMPARE_SIZE(random), 8, "struct compared");
    made = made && objects[slot] != NULL;
  }
  uint64_t took = measure_end(begun);
  for (uint32_t i = 0; i < COMPARE_SLOTS; i++)
    heap_delete(objects[i]);
  if (!made) measure_fail("heap_new", NO_MEMORY);
  return took;
}

void rows_heap(void) {
  measure_least("threadtest", compare_threadtest, COMPARE_OBJECTS);
  measure_least("shbench", compare_shbench, COMPARE_STEPS);
}
