// SPDX-License-Identifier: Apache-2.0
// Stacks. To take frames, zero them, map them, unmap them and tell the other processors costs more than all the rest of a short task, so a few stacks
// stay mapped for the next ones. They belong to this cell in the ledger, those that are in use too: so none of that changes hands.
#include "kernel/task/stack.h"

#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

static void unmap(OWN void *stack) {
  status_t status = pages_release(stack);
  if (status != OK) LOG(LOG_ERROR, "a task's stack cannot be released: %s", status_name(status));
}

HOLDS(&tasks.lock) static struct task_stacks *stacks_here(void) {
  return &tasks.stacks[NUCLEUS_HERE(number)];
}

// Where memory is short: they are there again when the transaction has committed.
HOLDS(&tasks.lock) static void unmap_all(void) {
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    for (uint32_t i = 0; i < STACKS_KEPT; i++) {
      void *stack = tasks.stacks[cpu].kept[i];
      tasks.stacks[cpu].kept[i] = NULL;
      if (stack != NULL) unmap(stack);
    }
}

status_t stack_take(uint32_t pages, uint32_t cell, void **stack) {
  struct task_stacks *here = stacks_here();
  for (uint32_t i = 0; pages == TASK_STACK_PAGES && i < STACKS_KEPT; i++) {
    if (here->kept[i] == NULL) continue;
    *stack = here->kept[i];
    here->kept[i] = NULL;
    return OK;
  }
  void *fresh;
  status_t status = pages_reserve(pages, "stack", &fresh);
  if (status != OK) {
    unmap_all();
    return status;
  }
  status = pages_give(fresh, cell);
  if (status == OK)
    *stack = fresh;
  else
    (void)!pages_release(fresh);
  return status;
}

void task_trim(void) {
  lock_enter(&tasks.lock);
  unmap_all();
  lock_leave(&tasks.lock);
}

void stack_give(void *stack, uint32_t pages) {
  struct task_stacks *here = stacks_here();
  for (uint32_t i = 0; pages == TASK_STACK_PAGES && i < STACKS_KEPT; i++) {
    if (here->kept[i] != NULL) continue;
    here->kept[i] = stack;
    return;
  }
  unmap(stack);
}
