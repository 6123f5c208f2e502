// SPDX-License-Identifier: Apache-2.0
// How late one wakes. In favour of Linux: a real-time process, for which it does not round moments to those of other timers.
#include <errno.h>
#include <time.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

static uint64_t count_sleep(void) {
  struct timespec span = {.tv_nsec = COMPARE_SLEEP_NS};
  uint64_t begun = rows_begin();
  if (clock_nanosleep(CLOCK_MONOTONIC, 0, &span, NULL) != 0) rows_fail("clock_nanosleep");
  return rows_end(begun);
}

void rows_timer(void) {
  rows_real_time(1);
  rows_least("sleep", count_sleep, 1);
  rows_real_time(0);
}
