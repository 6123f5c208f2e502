// SPDX-License-Identifier: Apache-2.0
// Stacks. To take frames, zero them, map them, unmap them and tell the other processors costs more than all the rest of a short task, so a few stacks
// stay mapped for the next ones. They belong to this cell in the ledger, those that are in use too: so none of that changes hands.
#include "kernel/task/stack.h"

#include "kernel/heap/heap.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

static void unmap(OWN void *stack) {
  status_t status = pages_release(stack);
  if (status != OK) LOG(LOG_ERROR, "a task's stack cannot be released: %s", status_name(status));
}

// A place where a stack is kept, or a free one: of this processor's if there is one, else of another's. So what tasks leave on one processor is used on all of
// them, and changes no mapping either. Null: there is none.
HOLDS(&tasks.lock) static void **find_place(bool is_free) {
  uint64_t here = NUCLEUS_HERE(number), cpus = NUCLEUS_HERE(others) + 1;
  if (cpus > CELL_CPUS_MAX) cpus = CELL_CPUS_MAX;
  for (uint64_t n = 0; n <= cpus; n++) {
    void **kept = tasks.stacks[n == 0 ? here : n - 1].kept;
    for (uint32_t i = 0; i < STACKS_KEPT; i++)
      if ((kept[i] == NULL) == is_free) return &kept[i];
  }
  return NULL;
}

// Nobody refers to it. What is not cleared are references, none of which is held.
HOLDS(&tasks.lock) static struct task *take_kept_record(void) {
  OWN struct task **records = tasks.stacks[NUCLEUS_HERE(number)].records;
  for (uint32_t i = 0; i < RECORDS_KEPT; i++) {
    struct task *task = records[i];
    if (task == NULL) continue;
    records[i] = NULL;
    __builtin_memset(task, 0, offsetof(struct task, reference));
    return task;
  }
  return NULL;
}

status_t record_take(uint32_t cell, struct task **out) {
  struct task *task = take_kept_record();
  if (task == NULL) {
    task = NEW(struct task);
    if (task == NULL) return NO_MEMORY;
    status_t status = heap_give(task, cell);
    if (status != OK) {
      heap_delete(task);
      return status;
    }
  }
  *out = task;
  return OK;
}

void record_delete(struct task *task) {
  if (task == NULL) return;
  void *stack = task->stack;
  task->stack = NULL;
  if (stack != NULL) unmap(stack);
  heap_delete(task);
}

// Unit tests count what is in the heap, and have it fail: there none is kept, unless a test says that there are several processors.
void record_give(struct task *task) {
  OWN struct task **records = tasks.stacks[NUCLEUS_HERE(number)].records;
  bool keeps = NUCLEUS_JOURNALS != 0 || NUCLEUS_HERE(others) != 0;
  for (uint32_t i = 0; keeps && i < RECORDS_KEPT; i++) {
    if (records[i] != NULL) continue;
    records[i] = task;
    return;
  }
  record_delete(task);
}

HOLDS(&tasks.lock) static void delete_records(void) {
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    for (uint32_t i = 0; i < RECORDS_KEPT; i++) {
      struct task *task = tasks.stacks[cpu].records[i];
      tasks.stacks[cpu].records[i] = NULL;
      record_delete(task);
    }
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
  void **kept = pages == TASK_STACK_PAGES ? find_place(false) : NULL;
  if (kept != NULL) {
    *stack = *kept;
    *kept = NULL;
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
  delete_records();
  lock_leave(&tasks.lock);
}

void stack_give(void *stack, uint32_t pages) {
  void **place = pages == TASK_STACK_PAGES ? find_place(true) : NULL;
  if (place != NULL)
    *place = stack;
  else
    unmap(stack);
}
