// SPDX-License-Identifier: Apache-2.0
// A read that enters locks in the wrong order is reported by a version of the lock that looks, which is swapped in here.
#include "kernel/lock/ranks_system_test.h"

#include "kernel/graph/graph.h"
#include "kernel/lock/lock.h"
#include "kernel/lock/ranks.h"
#include "testing/swap/helper.h"
#include "testing/system/system_test.h"

struct ranks_pair {
  struct lock lock, behind;
  uint64_t word;
};
CELL_STATE(struct ranks_pair, ranks_pair);

uint64_t ranks_right(void) {
  lock_enter(&ranks_pair.lock);
  lock_enter(&ranks_pair.behind);
  uint64_t word = ranks_pair.word;
  lock_leave(&ranks_pair.behind);
  lock_leave(&ranks_pair.lock);
  return word;
}

CELL_UNSAFE("the wrong order is what is tested")
uint64_t ranks_wrong(void) {
  lock_enter(&ranks_pair.behind);
  lock_enter(&ranks_pair.lock);
  uint64_t word = ranks_pair.word;
  lock_leave(&ranks_pair.lock);
  lock_leave(&ranks_pair.behind);
  return word;
}

static bool find(struct lock_rank_report *report) {
  uint64_t entered = (uint64_t)&ranks_pair.lock;
  for (uint64_t i = 0; lock_rank_report(i, report) == OK; i++)
    if (report->entered == entered && report->held == (uint64_t)&ranks_pair.behind) return true;
  return false;
}

CELL_CALLBACK bool ranks_are_looked_at(char *why, uint32_t size) {
  struct swap_report swapped;
  struct lock_rank_report report = {0};
  if (lock_rank_report(0, &report) == UNSUPPORTED)
    SYSTEM_EXPECT(helper_swap("//kernel/lock", "//kernel/lock:ranked", &swapped) == OK);
  SYSTEM_EXPECT(ranks_right() == 0);
  SYSTEM_EXPECT(!find(&report));
  SYSTEM_EXPECT(ranks_wrong() == 0 && ranks_wrong() == 0);
  SYSTEM_EXPECT(find(&report));
  SYSTEM_EXPECT(report.times == 2 && report.frames > 1);
  char held[64], entered[64];
  (void)graph_tell_address(graph_running(), report.held, held, sizeof held);
  (void)graph_tell_address(graph_running(), report.entered, entered, sizeof entered);
  SYSTEM_EXPECT(text_equal(held, "//kernel/lock:ranks_system_test ranks_pair+0x8"));
  SYSTEM_EXPECT(text_equal(entered, "//kernel/lock:ranks_system_test ranks_pair+0x0"));
  return true;
}
CELL_OPS(struct system_test, ranks_are_looked_at_test) = {
    .name = "a read that enters locks in the wrong order is reported", .run = ranks_are_looked_at};
