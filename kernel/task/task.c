// SPDX-License-Identifier: Apache-2.0
// task: the table of tasks, a list in order of their numbers with an index, and the life of a record.
#include "kernel/task/task.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/lock/lock.h"
#include "kernel/task/stack.h"

CELL_STATE(struct task_table, tasks);

HOLDS(&tasks.lock) static void enter_table(struct task *task) {
  if (tasks.all.next == NULL) list_init(&tasks.all);
  task->number = ++tasks.last_number;
  tasks.count++;
  list_push_back(&tasks.all, &task->all);
  struct list_node *row = &tasks.row[task->number % ROWS];
  if (row->next == NULL) list_init(row);
  list_push_back(row, &task->row);
}

HOLDS(&tasks.lock) static void leave_table(struct task *task) {
  list_remove(&task->row);
  list_remove(&task->all);
  tasks.count--;
}

// To look for the label takes longer than all else that the ledger does for a task.
HOLDS(&tasks.lock) static uint32_t node_here(void) {
  if (!ledger_lives(tasks.node)) tasks.node = ledger_cell(CELL_LABEL);
  return tasks.node;
}

// The record is linked into this cell's state, so it outlives whoever asked for it.
HOLDS(&tasks.lock) static status_t enter_ledger(struct task *task, uint32_t cell, const struct ledger_type *type) {
  task->context.owner = ledger_add(cell, type, (uint64_t)task);
  return task->context.owner == LEDGER_NONE ? NO_MEMORY : OK;
}

RAW_STATIC void clear_floating(void *area) {
  arch_floating_clear(area);
}

// Goes with the task, as the stack.
static status_t take_floating(struct task *task) {
  enum { ALIGNED = 64 };
  uint32_t size = arch_floating_size();
  if (size == 0) return UNSUPPORTED;
  void *area = heap_new(size, ALIGNED, "floating-point registers");
  if (area == NULL) return NO_MEMORY;
  status_t status = heap_give(area, (uint32_t)task->context.owner);
  if (status == OK) {
    clear_floating(area);
    task->floating = area;
  } else {
    heap_delete(area);
  }
  return status;
}

HOLDS(&tasks.lock)
static status_t enter_whole(struct task *task, uint32_t cell, const struct ledger_type *type, bool floating_point) {
  status_t status = enter_ledger(task, cell, type);
  if (status != OK || !floating_point) return status;
  status = take_floating(task);
  if (status != OK) ledger_remove((uint32_t)task->context.owner, (uint64_t)task);
  return status;
}

static void obey(struct task *task, const struct task_options *options) {
  task->priority = options->priority;
  task->cpus = options->cpus == 0 ? TASK_CPUS_ALL : options->cpus;
  task->restart = (uint8_t)options->restart;
  task->restarts_left = options->restart == TASK_RESTART_NEVER ? 0 : options->restarts;
  task->back_off_ns = options->back_off_ns;
}

status_t task_create(const char *name, void (*entry)(void *argument), void *argument, uint32_t stack_pages,
                     const struct ledger_type *type, struct task **out) {
  struct task_options options = {.name = name, .stack_pages = stack_pages};
  return task_create_with(&options, entry, argument, type, out);
}

HOLDS(&tasks.lock) static void give_stack(struct task *task) {
  void *stack = task->stack;
  task->stack = NULL;
  stack_give(stack, task->stack_pages);
}

status_t task_create_with(const struct task_options *options, void (*entry)(void *argument), void *argument,
                          const struct ledger_type *type, struct task **out) {
  uint32_t stack_pages = options->stack_pages;
  if (options->name == NULL || entry == NULL || stack_pages > TASK_STACK_PAGES_MAX) return INVALID;
  if (options->priority > TASK_PRIORITY_MOST) return OUT_OF_RANGE;
  lock_enter(&tasks.lock);
  status_t status = tasks.count < TASKS_MAX ? OK : FULL;
  uint32_t cell = node_here();
  struct task *task = NULL;
  if (status == OK) status = cell == LEDGER_NONE ? NO_MEMORY : record_take(cell, &task);
  if (status == OK) {
    task->stack_pages = stack_pages == 0 ? TASK_STACK_PAGES : stack_pages;
    status = stack_take(task->stack_pages, cell, &task->stack);
  }
  if (status == OK && (status = enter_whole(task, cell, type, options->floating_point)) != OK) give_stack(task);
  if (status == OK) {
    text_copy(task->name, sizeof task->name, options->name);
    task->entry = entry;
    task->argument = argument;
    task->cpu = (uint32_t)NUCLEUS_HERE(number);
    obey(task, options);
    list_init(&task->joiners);
    enter_table(task);
    *out = task;
  } else {
    record_delete(task);
  }
  lock_leave(&tasks.lock);
  return status;
}

HOLDS(&tasks.lock) static void free_if_forgotten(struct task *task) {
  if (!task->buried || task->references > 0) return;
  leave_table(task);
  record_give(task);
}

void task_bury(struct task *task) {
  lock_enter(&tasks.lock);
  if (!task->buried) {
    ledger_remove((uint32_t)task->context.owner, (uint64_t)task);
    task->context.owner = LEDGER_NONE;
    task->buried = true;
    give_stack(task);
    free_if_forgotten(task);
  }
  lock_leave(&tasks.lock);
}

static struct task *referred(struct task_reference *reference) {
  return (struct task *)((char *)(reference - reference->place) - offsetof(struct task, reference));
}

HOLDS(&tasks.lock) static void give_back(struct task_reference *reference) {
  struct task *task = referred(reference);
  ledger_remove(reference->entry, (uint64_t)reference);
  reference->held = false;
  task->references--;
  free_if_forgotten(task);
}

// Of an owner that died: the ledger gives it back.
CELL_CALLBACK void task_reference_release(uint64_t object) {
  task_drop_reference((struct task_reference *)object);
}
CELL_OPS(struct ledger_type, task_reference_type) = {.name = "task reference", .release = task_reference_release};

void task_drop_reference(struct task_reference *reference) {
  lock_enter(&tasks.lock);
  if (reference->held) give_back(reference);
  lock_leave(&tasks.lock);
}

HOLDS(&tasks.lock) static status_t refer(struct task *task, uint32_t owner) {
  for (uint8_t place = 0; place < TASK_REFERENCES; place++) {
    struct task_reference *reference = &task->reference[place];
    if (reference->held) continue;
    uint32_t entry = ledger_add(owner, &task_reference_type, (uint64_t)reference);
    if (entry == LEDGER_NONE) return NO_MEMORY;
    *reference = (struct task_reference){.owner = owner, .entry = entry, .held = true, .place = place};
    task->references++;
    return OK;
  }
  return FULL;
}

status_t task_retain(struct task *task) {
  lock_enter(&tasks.lock);
  status_t status = refer(task, ledger_self());
  lock_leave(&tasks.lock);
  return status;
}

HOLDS(&tasks.lock) static struct task_reference *reference_of(struct task *task, uint32_t owner, bool or_any) {
  struct task_reference *any = NULL;
  for (uint32_t place = 0; place < TASK_REFERENCES; place++) {
    struct task_reference *reference = &task->reference[place];
    if (!reference->held) continue;
    if (reference->owner == owner) return reference;
    any = reference;
  }
  return or_any ? any : NULL;
}

void task_release(struct task *task) {
  if (task == NULL) return;
  lock_enter(&tasks.lock);
  struct task_reference *reference = reference_of(task, ledger_self(), true);
  if (reference != NULL) give_back(reference);
  lock_leave(&tasks.lock);
}

status_t task_give(struct task *task, uint32_t owner) {
  lock_enter(&tasks.lock);
  struct task_reference *reference = reference_of(task, ledger_self(), false);
  status_t status = reference == NULL ? NOT_FOUND : ledger_move(reference->entry, (uint64_t)reference, owner);
  if (status == OK) reference->owner = owner;
  lock_leave(&tasks.lock);
  return status;
}

// An interrupt leaves what it interrupted current, but runs on the CPU's own stack.
struct task *task_current(void) {
  uint64_t depth = NUCLEUS_HERE(stack_top) - (uint64_t)__builtin_frame_address(0);
  return depth <= NUCLEUS_STACK_PAGES * UINT64_C(4096) ? NULL : (struct task *)NUCLEUS_HERE(current);
}

uint8_t task_priority(const struct task *task) {
  return task->inherited > task->priority ? task->inherited : task->priority;
}

uint64_t task_count(void) {
  return tasks.count;
}

HOLDS(&tasks.lock) static struct task *find(uint64_t number) {
  const struct list_node *row = &tasks.row[number % ROWS];
  for (const struct list_node *node = row->next; node != NULL && node != row; node = node->next) {
    struct task *task = LIST_OBJECT(node, struct task, row);
    if (task->number == number) return task;
  }
  return NULL;
}

// The one behind that number, whether a task has it or not; null: none. Whoever goes from one to the next finds it at once, unless the one
// that it is at has gone.
HOLDS(&tasks.lock) static struct task *next(uint64_t number) {
  struct task *task = find(number + 1);
  if (task != NULL) return task;
  task = find(number);
  const struct list_node *list = &tasks.all, *node = task != NULL ? task->all.next : list->next;
  for (; node != NULL && node != list; node = node->next) {
    task = LIST_OBJECT(node, struct task, all);
    if (task->number > number) return task;
  }
  return NULL;
}

struct task *task_view(uint64_t number) {
  lock_enter(&tasks.lock);
  struct task *task = find(number);
  lock_leave(&tasks.lock);
  return task;
}

status_t task_find(uint64_t number, struct task **out) {
  lock_enter(&tasks.lock);
  struct task *task = find(number);
  status_t status = task != NULL ? refer(task, ledger_self()) : NOT_FOUND;
  if (status == OK) *out = task;
  lock_leave(&tasks.lock);
  return status;
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

CELL_UNSAFE("a figure for people: nothing follows from it, also where a transaction looks through the tasks")
static uint64_t time_of_account(void) {
  return arch_cycles();
}

HOLDS(&tasks.lock) static void describe(const struct task *task, struct task_info *info) {
  *info = (struct task_info){
      .number = task->number,
      .state = task->state,
      .run_cycles = task->run_cycles,
      .switches = task->switches & ~TASK_GIVES_WAY,
      .stack_pages = task->buried ? 0 : task->stack_pages,
      .stack_used = task->stack_used,
      .priority = task->priority,
      .inherited = task->inherited,
      .cpus = task->cpus,
      .restarts = task->restarts,
      .node = task->buried ? LEDGER_NONE : (uint32_t)task->context.owner,
      .cpu = task->cpu,
      .kill_wanted = task->kill_wanted,
  };
  if (task->state == TASK_RUNNING) info->run_cycles += time_of_account() - task->running_since;
  text_copy(info->name, sizeof info->name, task->name);
  if (task->state == TASK_WAITING) text_copy(info->waits_for, sizeof info->waits_for, task->waits_for);
  if (task->state != TASK_ENDED) request_name(task, info->request, sizeof info->request);
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

status_t task_next(uint64_t after, struct task_info *info) {
  lock_enter(&tasks.lock);
  const struct task *task = next(after);
  if (task != NULL) describe(task, info);
  lock_leave(&tasks.lock);
  return task != NULL ? OK : NOT_FOUND;
}

// In order, and found by their numbers.
HOLDS(&tasks.lock) static bool list_holds(void) {
  const struct list_node *node = &tasks.all;
  uint64_t count = 0, number = 0;
  if (node->next == NULL) return tasks.count == 0;
  for (; node->next != NULL && node->next != &tasks.all && count < tasks.count; node = node->next, count++) {
    const struct task *task = LIST_OBJECT(node->next, const struct task, all);
    if (task->all.previous != node || task->number <= number || task->number > tasks.last_number) return false;
    number = task->number;
  }
  return count == tasks.count && (node->next == &tasks.all || count == 0);
}

HOLDS(&tasks.lock) static bool rows_hold(void) {
  uint64_t count = 0;
  for (uint64_t number = 0; number < ROWS; number++) {
    const struct list_node *row = &tasks.row[number];
    for (const struct list_node *node = row->next; node != NULL && node != row; node = node->next)
      if (LIST_OBJECT(node, const struct task, row)->number % ROWS != number || ++count > tasks.count) return false;
  }
  return count == tasks.count;
}

bool task_check(void) {
  lock_enter(&tasks.lock);
  bool holds = list_holds() && rows_hold();
  lock_leave(&tasks.lock);
  return holds;
}

CELL_CHECK(tasks, task_check);

#pragma clang attribute pop
