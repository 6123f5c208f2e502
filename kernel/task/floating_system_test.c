// SPDX-License-Identifier: Apache-2.0
// floating_system_test: floating-point and vector registers are those of the task that has asked for them, on whatever processor it is.
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/task/floating.h"
#include "testing/system/system_test.h"

enum { TASKS = 6, MOVES = 40 };

static bool is_there(void) {
  return arch_floating_size() != 0;
}

static status_t start(const char *name, void (*entry)(void *), uint64_t number, bool asks, uint64_t cpus,
                      OWN_RET struct task **task) {
  struct task_options options = {.name = name, .floating_point = asks, .cpus = cpus};
  return sched_spawn_with(&options, entry, (void *)number, task);
}

static uint64_t all_processors(void) {
  for (uint32_t turn = 0; turn < 100 && processors_online() < processors_count(); turn++)
    (void)clock_sleep(UINT64_C(10'000'000));
  return (UINT64_C(1) << processors_online()) - 1;
}

CELL_CALLBACK bool floating_of_each(char *why, uint32_t size) {
  if (!is_there()) SYSTEM_SKIP("no floating-point registers for tasks");
  uint64_t processors = all_processors();
  struct task *task[TASKS] = {0};
  for (uint64_t i = 0; i < TASKS; i++)
    SYSTEM_EXPECT(start("holds", floating_holds, i, true, 1, &task[i]) == OK);
  for (uint64_t i = 0; i < MOVES; i++) {
    (void)sched_set_cpus(task[i % TASKS]->number, UINT64_C(1) << i % processors_online() & processors);
    (void)clock_sleep(UINT64_C(1'000'000));
  }
  for (uint64_t i = 0; i < TASKS; i++) {
    enum task_end end;
    int64_t result;
    SYSTEM_EXPECT(sched_join(&task[i], &end, &result) == OK);
    SYSTEM_EXPECT(end == TASK_RETURNED && result == 0);
  }
  return true;
}
CELL_OPS(struct system_test, floating_each_test) = {.name = "each task keeps its own registers, wherever it is",
                                                    .run = floating_of_each};

CELL_CALLBACK bool floating_in_transactions(char *why, uint32_t size) {
  struct task *task;
  enum task_end end;
  if (!is_there()) SYSTEM_SKIP("no floating-point registers for tasks");
  SYSTEM_EXPECT(start("sums", floating_sums, 0, true, 0, &task) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_RETURNED);
  SYSTEM_EXPECT(floating_faults() > FLOATING_PARTS / FLOATING_EVERY);
  return true;
}
CELL_OPS(struct system_test, floating_transactions_test) = {
    .name = "a transaction that computes is undone and made again", .run = floating_in_transactions};

static bool ends_by(void (*entry)(void *), bool asks, const char *what, char *why, uint32_t size) {
  struct task *task;
  enum task_end end;
  struct fault_record record = {0};
  SYSTEM_EXPECT(start("ends", entry, 0, asks, 0, &task) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_FAULTED);
  SYSTEM_EXPECT(fault_record(0, &record) == OK);
  if (text_equal(record.what, what)) return true;
  text_format(why, size, "%s", record.what);
  return false;
}

CELL_CALLBACK bool floating_unasked(char *why, uint32_t size) {
  if (!is_there()) SYSTEM_SKIP("no floating-point registers for tasks");
  return ends_by(floating_first, false,
                 "floating-point or vector instruction in a task that has not asked for it "
                 "(task_options.floating_point)",
                 why, size);
}
CELL_OPS(struct system_test, floating_unasked_test) = {
    .name = "a task that has not asked for them is told which option it lacks", .run = floating_unasked};

CELL_CALLBACK bool floating_exceptions(char *why, uint32_t size) {
  if (!is_there()) SYSTEM_SKIP("no floating-point registers for tasks");
  return ends_by(floating_divides, true, "floating-point exception (x87) that the task has unmasked", why, size);
}
CELL_OPS(struct system_test, floating_exceptions_test) = {
    .name = "an exception that is unmasked is a fault of the task", .run = floating_exceptions};

CELL_CALLBACK bool floating_refused(char *why, uint32_t size) {
  struct task *task;
  if (is_there()) SYSTEM_SKIP("this machine has floating-point registers for tasks");
  SYSTEM_EXPECT(start("refused", floating_first, 0, true, 0, &task) == UNSUPPORTED);
  return true;
}
CELL_OPS(struct system_test, floating_refused_test) = {.name = "where nobody may have them, a task is refused",
                                                       .run = floating_refused};
