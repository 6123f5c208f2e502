// SPDX-License-Identifier: Apache-2.0
// kept_linked: a borrowed object's node is linked into a list of state.
// file: kept_linked.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"

struct task_record {
  uint64_t number;
  struct list_node node;
};
struct run_queue {
  struct list_node ready;
};

ATOMIC void run_queue_add(struct task_record *task);

// file: kept_linked.c
#include "kept_linked.h"

CELL_STATE(struct run_queue, run_queue);

void run_queue_add(struct task_record *task) {
  // want: borrow.kept 'run_queue.ready.previous' keeps 'task', which is borrowed, when the function returns
  list_push_back(&run_queue.ready, &task->node);
}
