// SPDX-License-Identifier: Apache-2.0
// Names the state of another cell, which is among its deps.
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"

struct sched_state;
__attribute__((visibility("default"))) extern struct sched_state sched;

CELL_CALLBACK status_t other_init(void) {
  return *(volatile uint8_t *)&sched == 0 ? OK : BUSY;
}
CELL_OPS(struct cell_lifecycle, other_lifecycle) = {.init = other_init};
