// SPDX-License-Identifier: Apache-2.0
// kept_interior: the address of a member is kept.
// file: kept_interior.h public
#pragma once
#include "kernel/base/cell.h"

struct clock {
  uint64_t ticks;
  uint64_t rate;
};
struct watch {
  uint64_t *rate;
};

ATOMIC void watch_set(struct clock *clock);

// file: kept_interior.c
#include "kept_interior.h"

CELL_STATE(struct watch, watch);

void watch_set(struct clock *clock) {
  // want: borrow.kept 'watch.rate' keeps 'clock', which is borrowed, when the function returns
  watch.rate = &clock->rate;
}
