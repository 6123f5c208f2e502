// SPDX-License-Identifier: Apache-2.0
// ok_steps_waits: the loop of a wait: an ATOMIC looks, the STEPS function waits.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sched/sched.h"
ATOMIC status_t ask(void);
STEPS status_t take(void);
// file: ok_steps_waits.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

status_t ask(void) {
  if (counts.writes == 0) return WAITING;
  counts.writes--;
  return OK;
}

status_t take(void) {
  status_t status;
  while ((status = ask()) == WAITING)
    if ((status = sched_wait_here()) != OK) break;
  return status;
}
