// SPDX-License-Identifier: Apache-2.0
// The rows of who has met whom, for others.
#include "kernel/lock/look.h"

CELL_CPU_STATE(struct lock_meetings, lock_rows);

status_t lock_meetings(uint32_t cpu, struct lock_meetings *meetings) {
  if (cpu >= CELL_CPUS_MAX) return OUT_OF_RANGE;
  *meetings = lock_rows[cpu];
  return OK;
}
