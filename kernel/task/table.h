// SPDX-License-Identifier: Apache-2.0
// table: the state of kernel/task, for its files.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/task/task.h"

// Numbers are given in turn, so the tasks of a row are few: twenty of ten thousand.
enum { ROWS = 512, STACKS_KEPT = 2, RECORDS_KEPT = 2 };

// What ended tasks have left on a processor, likely in its caches: stacks of TASK_STACK_PAGES, which stay mapped, and records.
struct task_stacks {
  OWN void *kept[STACKS_KEPT];
  OWN struct task *records[RECORDS_KEPT];
};

struct task_table {
  struct lock lock;
  struct list_node all;        // of struct task by `all`
  struct list_node row[ROWS];  // of struct task by `row`: those whose number leaves that remainder
  uint64_t count;
  uint64_t last_number;
  uint32_t node;  // this cell's in the ledger, as it was last told
  struct task_stacks stacks[CELL_CPUS_MAX];
};
extern struct task_table tasks;
