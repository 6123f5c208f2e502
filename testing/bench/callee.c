// SPDX-License-Identifier: Apache-2.0
// The smallest function of each kind that can be called in another cell.
#include "testing/bench/callee.h"

#include "kernel/lock/lock.h"

struct callee_state {
  struct lock lock;
};
CELL_STATE(struct callee_state, callee);

uint64_t callee_next(uint64_t value) {
  return value + 1;
}

uint64_t callee_change(uint64_t value) {
  return value + 1;
}

uint64_t callee_change_often(uint64_t times) {
  uint64_t value = 0;
  while (value < times)
    value = callee_change(value);
  return value;
}

uint64_t callee_locked(uint64_t value) {
  lock_enter(&callee.lock);
  lock_leave(&callee.lock);
  return value + 1;
}

uint64_t callee_later(uint64_t value) {
  AFTER(callee_nothing, 0, 0, 0);
  return value + 1;
}

void callee_nothing(uint64_t, uint64_t, uint64_t) {}

uint64_t callee_wait(uint64_t value) {
  return value + 1;
}
