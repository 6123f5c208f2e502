// SPDX-License-Identifier: Apache-2.0
// state_without_lock: two tasks change a counter; no lock is entered, and none is declared for it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void add(uint64_t count);
// file: state_without_lock.c
#include "cell.h"
#include "kernel/lock/lock.h"

struct sum {
  struct lock lock;
  uint64_t all;
};
CELL_STATE(struct sum, sum);

void add(uint64_t count) {
  sum.all += count;
}
