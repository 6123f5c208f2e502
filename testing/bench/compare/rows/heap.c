// SPDX-License-Identifier: Apache-2.0
// glibc's malloc, under two loads: many of one size made and then released (threadtest of Berger et al., "Hoard", ASPLOS 2000), and sizes and
// lifetimes by chance (as MicroQuill's shbench does).
#include <stdlib.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

static void *make(size_t size) {
  char *object = calloc(1, size);  // Delias' objects come zeroed
  if (object == NULL) rows_fail("calloc");
  *(volatile char *)object = 1;
  return object;
}

static uint64_t count_threadtest(void) {
  void *objects[COMPARE_OBJECTS];
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
    objects[i] = make(COMPARE_OBJECT);
  for (uint32_t i = 0; i < COMPARE_OBJECTS; i++)
    free(objects[i]);
  return rows_end(begun);
}

static uint64_t count_shbench(void) {
  void *objects[COMPARE_SLOTS] = {0};
  uint64_t random = 1, begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_STEPS; i++) {
    random = COMPARE_RANDOM(random);
    void **slot = &objects[(random >> 20) % COMPARE_SLOTS];
    free(*slot);
    *slot = make(COMPARE_SIZE(random));
  }
  uint64_t took = rows_end(begun);
  for (uint32_t i = 0; i < COMPARE_SLOTS; i++)
    free(objects[i]);
  return took;
}

void rows_heap(void) {
  rows_least("threadtest", count_threadtest, COMPARE_OBJECTS);
  rows_least("shbench", count_shbench, COMPARE_STEPS);
}
