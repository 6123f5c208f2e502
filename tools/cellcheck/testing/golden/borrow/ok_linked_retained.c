// SPDX-License-Identifier: Apache-2.0
// ok_linked_retained: RETAINS lets a list have it.
// file: ok_linked_retained.h public
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

ATOMIC void run_queue_add(RETAINS struct task_record *task);
ATOMIC void run_queue_remove(struct task_record *task);

// file: ok_linked_retained.c
#include "ok_linked_retained.h"

CELL_STATE(struct run_queue, run_queue);

void run_queue_add(struct task_record *task) {
  list_push_back(&run_queue.ready, &task->node);
}

void run_queue_remove(struct task_record *task) {
  list_remove(&task->node);
}
