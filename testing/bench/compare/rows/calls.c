// SPDX-License-Identifier: Apache-2.0
// A loop without anything in it, and a system call that does next to nothing.
#include <unistd.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

// The loop that is around everything else, which is subtracted from it.
static uint64_t count_empty(void) {
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    __asm__ volatile("");
  return rows_end(begun);
}

static uint64_t count_getppid(void) {
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    (void)getppid();
  return rows_end(begun);
}

void rows_calls(void) {
  rows_least("empty_loop", count_empty, COMPARE_CALLS);
  rows_least("getppid", count_getppid, COMPARE_CALLS);
}
