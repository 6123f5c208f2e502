// SPDX-License-Identifier: Apache-2.0
// stack: where the stacks of tasks come from; private to kernel/task. With the table's lock held.
#pragma once
#include "kernel/task/table.h"

// A stack with guard pages that belongs to this cell's node, fresh or one that an ended task has left: what is in it is nobody's. NO_MEMORY.
status_t stack_take(uint32_t pages, uint32_t cell, OWN_RET void **stack) HOLDS(&tasks.lock);
// A record, as zero as a new one, the cell's in the ledger.
status_t record_take(uint32_t cell, OWN_RET struct task **task) HOLDS(&tasks.lock);
void record_delete(OWN struct task *task) HOLDS(&tasks.lock);  // null is allowed
void record_give(OWN struct task *task) HOLDS(&tasks.lock);
void stack_give(OWN void *stack, uint32_t pages) HOLDS(&tasks.lock);
