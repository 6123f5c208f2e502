// SPDX-License-Identifier: Apache-2.0
// Calls a helper that says which lock it runs under, without that lock.
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"

struct sum {
  struct lock lock;
  uint64_t all;
};
CELL_STATE(struct sum, sum);

HOLDS(&sum.lock) static void add(uint64_t count) {
  sum.all += count;
}

CELL_CALLBACK void add_one(void);
void add_one(void) {
  add(1);
}
