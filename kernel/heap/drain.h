// SPDX-License-Identifier: Apache-2.0
// drain: the transactions of drain_system_test: a list of objects, by address; 0: none.
//
// Context  a task.
// Owns     the task owns the objects of its list.
// State    none.
// Errors   false: no memory.
#pragma once
#include "kernel/base/cell.h"

struct drain_list {
  OWN uint64_t first;
};
ATOMIC bool drain_make(struct drain_list *list);    // one in front of the list; false: no memory
ATOMIC uint64_t drain_drop_second(uint64_t first);  // the one behind the second, now the second; 0: no more
ATOMIC uint64_t drain_drop(uint64_t first);         // the next
