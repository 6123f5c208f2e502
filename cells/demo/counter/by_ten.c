// SPDX-License-Identifier: Apache-2.0
// Another version of the counter: grows by ten. A spare of //images:qemu_x86_64, for `swap counter by_ten`.
#include "cells/demo/counter/counter.h"

enum { STEP = 10 };

struct counter_total {
  uint64_t value;
};
CELL_STATE(struct counter_total, counter_total);

uint64_t counter_next(void) {
  counter_total.value += STEP;
  return counter_total.value;
}
