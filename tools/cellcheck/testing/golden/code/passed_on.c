// SPDX-License-Identifier: Apache-2.0
// passed_on: to a function of another cell that may keep it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"
ATOMIC status_t worker_start(OWN_RET struct task **task);
// file: passed_on.c
#include "cell.h"
#include "kernel/sched/sched.h"

static void work(void *argument) {
  (void)argument;
}

status_t worker_start(struct task **task) {
  // want: code.address the address of 'work', which has no gate, is passed to 'sched_spawn', whose parameter is not
  //   NOESCAPE
  return sched_spawn("worker", work, NULL, task);
}
