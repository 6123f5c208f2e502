// SPDX-License-Identifier: Apache-2.0
// The shell reads from the console once its prompt is out.
#include "testing/bench/compare/delias/prompt.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

uint64_t prompt_ready(void) {
  return arch_cycles();
}

static status_t look(bool *shown) {
  struct task_info info = {};
  while (task_next(info.number, &info) == OK) {
    if (!text_equal(info.name, "shell")) continue;
    *shown = info.state == TASK_WAITING && text_equal(info.waits_for, "console");
    return OK;
  }
  return NOT_FOUND;
}

status_t prompt_wait(void) {
  bool shown = false;
  status_t status = look(&shown);
  while (status == OK && !shown) {
    sched_give_way();
    status = look(&shown);
  }
  return status;
}
