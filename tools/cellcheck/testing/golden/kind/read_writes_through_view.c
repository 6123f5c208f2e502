// SPDX-License-Identifier: Apache-2.0
// read_writes_through_view: a view of another cell's object.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"
// note: 'running' is READ
READ uint64_t running(void);
// file: read_writes_through_view.c
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

uint64_t running(void) {
  struct task *task = task_current();
  if (task == NULL) return 0;
  // want: kind.read what 'task_current' gave is changed by a READ function
  task->switches = 0;
  return task->number;
}
