// SPDX-License-Identifier: Apache-2.0
// What a swap costs, in instructions (under -icount the time-stamp counter counts them).
#include "kernel/arch/arch.h"
#include "kernel/console/console.h"
#include "testing/swap/helper.h"
#include "testing/swap/user.h"
#include "testing/system/system_test.h"

enum { PLAN_MOST = 100000, PREPARE_MOST = 20000, PAUSE_MOST = 1000 };

static void costs_tell(const char *what, uint64_t value, uint64_t most) {
  console_print("[figure] %s: %lu instructions (at most %lu)\n", what, (unsigned long)value, (unsigned long)most);
}

CELL_CALLBACK bool costs_of_a_swap(char *why, uint32_t size) {
  struct swap_report report;
  SYSTEM_EXPECT(helper_plan("subject", "second", &report) == OK);
  SYSTEM_EXPECT(helper_swap("subject", "second", &report) == OK);
  costs_tell("plan of a swap: read, load, link, check 4 KB", report.plan_cycles, PLAN_MOST);
  costs_tell("prepare of a swap", report.prepare_cycles, PREPARE_MOST);
  costs_tell("pause of a swap, interrupts off", report.pause_cycles, PAUSE_MOST);
  SYSTEM_EXPECT(report.plan_cycles <= PLAN_MOST);
  SYSTEM_EXPECT(report.prepare_cycles <= PREPARE_MOST);
  SYSTEM_EXPECT(report.pause_cycles <= PAUSE_MOST);
  return true;
}
CELL_OPS(struct system_test, costs_swap_test) = {.name = "a small cell is planned and linked in 100,000 instructions",
                                                 .run = costs_of_a_swap};
