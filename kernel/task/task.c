// SPDX-License-Identifier: Apache-2.0
// task: the table of tasks, a list in order of their numbers, and the life of a record.
#include "kernel/task/task.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

struct task_table {
  struct list_node all;  // of struct task by `all`
  uint64_t count;
  uint64_t last_number;
};
CELL_STATE(struct task_table, tasks);

// Zeroed state is an empty table; its list gets its ends with the first task.
static struct list_node *all_tasks(void) {
  if (tasks.all.next == NULL) list_init(&tasks.all);
  return &tasks.all;
}

static status_t add(struct task *task) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = tasks.count < TASKS_MAX ? OK : FULL;
  if (status == OK) {
    task->number = ++tasks.last_number;
    tasks.count++;
    list_push_back(all_tasks(), &task->all);
  }
  arch_interrupts_restore(interrupts);
  return status;
}

status_t task_create(const char *name, void (*entry)(void *argument), void *argument, uint32_t stack_pages,
                     struct task **out) {
  if (name == NULL || entry == NULL || stack_pages > TASK_STACK_PAGES_MAX) return INVALID;
  struct task *task = NEW(struct task);
  if (task == NULL) return NO_MEMORY;
  task->stack_pages = stack_pages == 0 ? TASK_STACK_PAGES : stack_pages;
  status_t status = pages_reserve(task->stack_pages, "stack", &task->stack);
  if (status == OK) {
    text_copy(task->name, sizeof task->name, name);
    task->entry = entry;
    task->argument = argument;
    task->references = 1;
    list_init(&task->joiners);
    status = add(task);
    if (status != OK) task_reap(task);
  }
  if (status != OK) {
    heap_delete(task);
    return status;
  }
  *out = task;
  return OK;
}

void task_retain(struct task *task) {
  uint64_t interrupts = arch_interrupts_off();
  task->references++;
  arch_interrupts_restore(interrupts);
}

void task_release(struct task *task) {
  if (task == NULL) return;
  uint64_t interrupts = arch_interrupts_off();
  bool last = --task->references == 0;
  if (last) {
    list_remove(&task->all);
    tasks.count--;
  }
  arch_interrupts_restore(interrupts);
  if (!last) return;
  task_reap(task);  // of a task that never ran
  heap_delete(task);
}

// An interrupt leaves what it interrupted current, but runs on the CPU's own stack.
struct task *task_current(void) {
  const struct nucleus_cpu *cpu = nucleus_cpu();
  uint64_t depth = cpu->stack_top - (uint64_t)__builtin_frame_address(0);
  return depth <= NUCLEUS_STACK_PAGES * UINT64_C(4096) ? NULL : (struct task *)cpu->current;
}

uint64_t task_count(void) {
  return tasks.count;
}

status_t task_find(uint64_t number, struct task **out) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = NOT_FOUND;
  struct list_node *list = all_tasks();
  for (struct list_node *node = list->next; node != list; node = node->next) {
    struct task *task = LIST_OBJECT(node, struct task, all);
    if (task->number != number) continue;
    task->references++;
    *out = task;
    status = OK;
    break;
  }
  arch_interrupts_restore(interrupts);
  return status;
}

void task_end(struct task *task, enum task_end end, int64_t result) {
  uint64_t interrupts = arch_interrupts_off();
  task->end = end;
  task->result = result;
  task->state = TASK_ENDED;
  task->context.requests = NULL;
  arch_interrupts_restore(interrupts);
}

void task_reap(struct task *task) {
  if (task->stack == NULL) return;
  status_t status = pages_release(task->stack);
  if (status != OK) LOG(LOG_ERROR, "the stack of task '%s' cannot be released: %s", task->name, status_name(status));
  task->stack = NULL;
  task->context.stack_low = task->context.stack_high = task->context.rsp = 0;
}

// The frames of requests lie on the task's stack; a link out of it is the end of what can be told.
static bool on_stack(const struct task *task, const struct nucleus_request *request) {
  uint64_t at = (uint64_t)request;
  return at >= task->context.stack_low && at % alignof(struct nucleus_request) == 0 &&
         at <= task->context.stack_high - sizeof *request;
}

static void request_name(const struct task *task, char *name, uint32_t size) {
  const struct nucleus_request *outermost = NULL, *request = task->context.requests;
  for (uint32_t depth = 0; depth < 64 && request != NULL && on_stack(task, request); depth++) {
    outermost = request;
    request = request->outer;
  }
  name[0] = 0;
  uint32_t cell;
  const char *symbol;
  uint64_t offset;
  if (outermost != NULL && graph_symbol_at(graph_running(), *outermost->target, &cell, &symbol, &offset) == OK)
    text_copy(name, size, symbol);
}

static void describe(const struct task *task, struct task_info *info) {
  *info = (struct task_info){
      .number = task->number,
      .state = task->state,
      .run_cycles = task->run_cycles,
      .switches = task->switches,
      .stack_pages = task->stack == NULL ? 0 : task->stack_pages,
      .stack_used = task->stack_used,
      .priority = task->priority,
      .kill_wanted = task->kill_wanted,
  };
  if (task->state == TASK_RUNNING) info->run_cycles += arch_cycles() - task->running_since;
  text_copy(info->name, sizeof info->name, task->name);
  text_copy(info->waits_for, sizeof info->waits_for, task->waits_for);
  if (task->state != TASK_ENDED) request_name(task, info->request, sizeof info->request);
}

status_t task_next(uint64_t after, struct task_info *info) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = NOT_FOUND;
  const struct list_node *list = all_tasks();
  for (const struct list_node *node = list->next; node != list; node = node->next) {
    const struct task *task = LIST_OBJECT(node, struct task, all);
    if (task->number <= after) continue;
    describe(task, info);
    status = OK;
    break;
  }
  arch_interrupts_restore(interrupts);
  return status;
}
