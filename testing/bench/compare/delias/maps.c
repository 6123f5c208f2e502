// SPDX-License-Identifier: Apache-2.0
// Pages that come and go.
#include "kernel/pages/pages.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

enum { PAGE = 4096 };

RAW_STATIC void touch(uint8_t *pages, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    *(volatile uint8_t *)(pages + i * PAGE) = 1;
}

static uint64_t count_maps(uint32_t times, uint32_t count) {
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < times; i++) {
    void *pages = NULL;
    measure_expect("pages_reserve", pages_reserve(count, "compare", &pages));
    touch(pages, count);
    measure_expect("pages_release", pages_release(pages));
  }
  return measure_end(begun);
}

CELL_CALLBACK uint64_t compare_map(void) {
  return count_maps(COMPARE_MAPS, 1);
}

CELL_CALLBACK uint64_t compare_large_map(void) {
  return count_maps(COMPARE_LARGE_MAPS, COMPARE_LARGE_PAGES);
}

void rows_maps(void) {
  measure_least("reserve_touch_release", compare_map, COMPARE_MAPS);
  measure_least_of(COMPARE_LARGE_REPETITIONS, "reserve_touch_release_large", compare_large_map, COMPARE_LARGE_MAPS);
}
