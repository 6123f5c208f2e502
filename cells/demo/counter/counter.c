// SPDX-License-Identifier: Apache-2.0
// counter: grows by one. Edit STEP, push the cell into a running system, and it goes on from where it was.
#include "cells/demo/counter/counter.h"

enum { STEP = 1 };

struct counter_total {
  uint64_t value;
};
CELL_STATE(struct counter_total, counter_total);

uint64_t counter_next(void) {
  counter_total.value += STEP;
  return counter_total.value;
}
