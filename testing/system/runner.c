// SPDX-License-Identifier: Apache-2.0
// The runner: finds every system test in the graph, runs one after another, each in a task of its own, prints a line
// for each, and ends the system with status 0 only if none failed and there was at least one.
//
// What it prints is read by tools: "[test] NAME: ok", "[test] NAME: FAILED: why", "[test] NAME: skipped: why", and at
// the end "[tests] N passed, N failed, N skipped". Before each test stands "[run] NAME", so that the log of a hung
// system tells where.
#include "kernel/console/console.h"
#include "kernel/fault/fault.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"
#include "testing/system/system_test.h"

enum { WHY = 160 };

struct system_run {
  const struct system_test *test;
  bool passed;
  char why[WHY];
};

void system_failed(char *why, uint32_t size, const char *what) {
  text_format(why, size, "%s", what);
}

static bool is_busy(const struct task_info *info) {
  if (info->state == TASK_ENDED) return info->stack_pages != 0;  // not buried yet
  return info->state != TASK_WAITING && info->number != task_current()->number;
}

void system_settle(void) {
  for (bool busy = true; busy;) {
    struct task_info info = {0};
    busy = false;
    while (!busy && task_next(info.number, &info) == OK)
      busy = is_busy(&info);
    if (busy) sched_give_way();
  }
  task_trim();
}

CELL_CALLBACK void system_run_one(void *argument) {
  struct system_run *run = argument;
  run->passed = run->test->run(run->why, WHY);
}

static void fail(struct system_run *run, const char *what, const char *detail) {
  run->passed = false;
  text_format(run->why, WHY, "%s%s", what, detail);
}

static void run_in_task(struct system_run *run) {
  struct task *task;
  enum task_end end = TASK_RETURNED;
  struct fault_record fault = {0};
  status_t status = sched_spawn(run->test->name, system_run_one, run, &task);
  if (status != OK) return fail(run, "no task for it: ", status_name(status));
  uint64_t number = task->number;
  status = sched_join(&task, &end, NULL);
  if (status != OK) return fail(run, "it could not be joined: ", status_name(status));
  if (end == TASK_FAULTED) {
    bool known = fault_record(0, &fault) == OK && fault.task == number;
    return fail(run, "faulted: ", known ? fault.what : "no record is left");
  }
  if (end != TASK_RETURNED) return fail(run, "its task did not return", "");
}

static bool is_skipped(const struct system_run *run) {
  return run->passed && text_starts(run->why, "skip:");
}

static void print(const struct system_run *run) {
  const char *name = run->test->name;
  const char *reason = run->why + (is_skipped(run) ? text_length("skip:") : 0);
  while (*reason == ' ')
    reason++;
  if (is_skipped(run))
    console_print("[test] %s: skipped: %s\n", name, reason);
  else if (run->passed)
    console_print("[test] %s: ok\n", name);
  else
    console_print("[test] %s: FAILED: %s\n", name, reason[0] == 0 ? "it does not say why" : reason);
}

CELL_UNSAFE("nothing of a run of tests is made again") CELL_CALLBACK void system_main(void) {
  uint32_t passed = 0, failed = 0, skipped = 0, cursor = 0, cell;
  const struct system_test *test;
  while ((test = graph_ops_next(graph_running(), "struct system_test", &cursor, &cell)) != NULL) {
    console_print("[run] %s\n", test->name);
    struct system_run *run = NEW(struct system_run);  // not on this stack: a task that faulted may still be reported on
    if (run == NULL) {
      console_print("[test] %s: FAILED: no memory to run it\n", test->name);
      failed++;
      continue;
    }
    run->test = test;
    run_in_task(run);
    print(run);
    if (is_skipped(run))
      skipped++;
    else if (run->passed)
      passed++;
    else
      failed++;
    heap_delete(run);
  }
  console_print("[tests] %u passed, %u failed, %u skipped\n", passed, failed, skipped);
  power_off(failed != 0 || passed + skipped == 0 ? 1 : 0);
}

CELL_OPS(struct cell_lifecycle, system_lifecycle) = {.main = system_main};
