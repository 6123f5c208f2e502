// SPDX-License-Identifier: Apache-2.0
// Pages that come and go.
#include <sys/mman.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

enum { PAGE = 4096 };

static uint64_t count_maps(uint32_t times, uint32_t pages, int flags) {
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < times; i++) {
    volatile char *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (at == MAP_FAILED) rows_fail("mmap");
    for (uint32_t page = 0; page < pages; page++)
      at[page * PAGE] = 1;
    munmap((void *)at, pages * PAGE);
  }
  return rows_end(begun);
}

static uint64_t count_page(void) {
  return count_maps(COMPARE_MAPS, 1, 0);
}

static uint64_t count_large(void) {
  return count_maps(COMPARE_LARGE_MAPS, COMPARE_LARGE_PAGES, 0);
}

// In one go, as Delias maps, without a page fault for each page.
static uint64_t count_populated(void) {
  return count_maps(COMPARE_LARGE_MAPS, COMPARE_LARGE_PAGES, MAP_POPULATE);
}

void rows_maps(void) {
  rows_least("map_touch_unmap", count_page, COMPARE_MAPS);
  rows_least_of(COMPARE_LARGE_REPETITIONS, "map_touch_unmap_large", count_large, COMPARE_LARGE_MAPS);
  rows_least_of(COMPARE_LARGE_REPETITIONS, "map_populate_unmap_large", count_populated, COMPARE_LARGE_MAPS);
}
