// SPDX-License-Identifier: Apache-2.0
#include "kernel/watchdog/watchdog.h"

#include <string>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/fault/fault.h"
#include "kernel/sync/sync.h"

namespace {

class Watchdog : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    while (watchdog_round() != 0) {}  // from the first task on
    for (int kind = 0; kind < WATCHDOG_KINDS; kind++)
      before[kind] = found(kind);
  }

  static uint64_t found(int kind) {
    return watchdog_found(static_cast<enum watchdog_kind>(kind));
  }
  void expect_found(enum watchdog_kind wanted, uint64_t times = 1) {
    for (int kind = WATCHDOG_OVERDUE; kind < WATCHDOG_KINDS; kind++)
      EXPECT_EQ(found(kind) - before[kind], kind == wanted ? times : 0) << kind;
  }
  // In a task: rounds, each after a period.
  static void watch(int rounds) {
    for (; rounds > 0; rounds--) {
      EXPECT_EQ(clock_sleep(WATCHDOG_PERIOD_NS), OK);
      (void)watchdog_round();
    }
  }
  static std::string newest_fault() {
    struct fault_record record;
    return fault_record(0, &record) == OK ? record.what : "";
  }

  uint64_t before[WATCHDOG_KINDS];
};

TEST_F(Watchdog, FindsNothingWhereAllIsWell) {
  struct mutex mutex = {};
  struct wait_queue queue = {};
  bool over = false;
  std::function<void()> holder = [&] {
    for (int i = 0; i < 20; i++) {
      EXPECT_EQ(mutex_take(&mutex), OK);
      EXPECT_EQ(clock_sleep(kHertz), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
    }
    over = true;
    wait_wake_all(&queue);
  };
  std::function<void()> waits = [&] {
    wait_join(&queue, 0, "test");  // as long as it likes
    EXPECT_EQ(wait_here(), OK);
  };
  std::function<void()> computes = [&] {
    while (!over)
      pass(kTick);
  };
  std::function<void()> watcher = [&] { watch(30); };
  spawn("a", holder), spawn("b", holder), spawn("waits", waits), spawn("computes", computes), spawn("watcher", watcher);
  run();
  EXPECT_EQ(task_count(), 0u);
  expect_found(WATCHDOG_NOTHING);
}

TEST_F(Watchdog, EndsATaskThatWaitsLongerThanItSaid) {
  struct wait_queue queue = {};
  struct task *task;
  std::function<void()> hangs = [&] {
    watchdog_expect(3 * WATCHDOG_PERIOD_NS);
    EXPECT_EQ(clock_sleep(2 * WATCHDOG_PERIOD_NS), OK);
    wait_join(&queue, 0, "test");
    ADD_FAILURE() << status_name(wait_here());
  };
  std::function<void()> watcher = [&] { watch(8); };
  spawn("hangs", hangs, &task);
  spawn("watcher", watcher);
  run();
  EXPECT_EQ(task->state, TASK_ENDED);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  EXPECT_FALSE(wait_wake_one(&queue));
  expect_found(WATCHDOG_OVERDUE);
  EXPECT_EQ(newest_fault().substr(0, 36), "waits longer than it said: test for ");
  task_release(task);
}

// Whoever gave it forgot the one that waits.
TEST_F(Watchdog, WakesATaskThatWaitsForWhatNobodyHolds) {
  struct mutex mutex = {};
  bool had_it = false;
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    sched_give_way();
    ledger_remove(mutex.entry, reinterpret_cast<uint64_t>(&mutex));
    mutex.holder = nullptr;
    mutex.entry = LEDGER_NONE;
  };
  std::function<void()> waiter = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    had_it = true;
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  std::function<void()> watcher = [&] {
    watch(1);
    sched_give_way();
    EXPECT_FALSE(had_it);  // it could be about to be woken
    watch(2);
    EXPECT_TRUE(had_it);
  };
  spawn("holder", holder), spawn("waiter", waiter), spawn("watcher", watcher);
  run();
  EXPECT_EQ(task_count(), 0u);
  expect_found(WATCHDOG_NO_HOLDER);
}

TEST_F(Watchdog, WakesATaskWhoseDeadlineWasMissed) {
  struct wait_queue queue = {};
  struct task *task;
  status_t status = OK;
  std::function<void()> waits = [&] {
    wait_join(&queue, clock_now() + 1000 * kHertz, "test");
    task_current()->waits_until = clock_now() + kTick;  // as if who looks after sleepers had lost it
    status = wait_here();
  };
  std::function<void()> watcher = [&] { watch(5); };
  spawn("waits", waits, &task), spawn("watcher", watcher);
  run();
  EXPECT_EQ(status, TIMED_OUT);
  expect_found(WATCHDOG_DEADLINE);
  task_release(task);
}

// Woken while it is told of, it waits anew, for something that nobody is late with.
TEST_F(Watchdog, LeavesATaskAloneThatHasGoneOnIntoAnotherWait) {
  struct wait_queue queue = {}, other = {};
  struct task *task;
  status_t late = OK, next = INVALID;
  std::function<void()> waits = [&] {
    wait_join(&queue, clock_now() + 1000 * kHertz, "test");
    task_current()->waits_until = clock_now() + kTick;
    late = wait_here();
    wait_join(&other, 0, "test");
    next = wait_here();
  };
  std::function<void()> watcher = [&] {
    EXPECT_EQ(clock_sleep(WATCHDOG_PERIOD_NS), OK);
    struct watchdog_finding finding = {};
    for (int looks = 0; looks < 100 && finding.kind != WATCHDOG_DEADLINE; looks++)
      if (watchdog_look(clock_now(), &finding) != OK) EXPECT_EQ(clock_sleep(WATCHDOG_PERIOD_NS), OK);
    ASSERT_EQ(finding.kind, WATCHDOG_DEADLINE);
    EXPECT_TRUE(wait_wake_one(&queue));
    sched_give_way();
    EXPECT_EQ(late, OK);
    EXPECT_EQ(watchdog_mend(&finding), NOT_FOUND);
    EXPECT_TRUE(wait_wake_one(&other));
    finding.kind = WATCHDOG_OVERDUE;
    EXPECT_EQ(watchdog_mend(&finding), NOT_FOUND);
  };
  spawn("waits", waits, &task), spawn("watcher", watcher);
  run();
  EXPECT_EQ(next, OK);
  EXPECT_EQ(task->end, TASK_RETURNED);
  task_release(task);
}

TEST_F(Watchdog, TellsOnceOfAWaitForWhatAnotherHoldsLong) {
  struct mutex mutex = {};
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(clock_sleep(36 * kHertz), OK);
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  std::function<void()> waiter = [&] { EXPECT_EQ(mutex_take(&mutex), OK); };
  std::function<void()> watcher = [&] { watch(35); };
  spawn("holder", holder), spawn("waiter", waiter), spawn("watcher", watcher);
  run();
  EXPECT_EQ(task_count(), 0u);
  expect_found(WATCHDOG_LONG);
}

TEST_F(Watchdog, TellsOnceOfATaskThatIsReadyAndNobodyRuns) {
  bool ran = false;
  std::function<void()> ready = [&] { ran = true; };
  std::function<void()> watcher = [&] {
    for (int i = 0; i < 10; i++)
      (void)watchdog_round();
    EXPECT_FALSE(ran);
  };
  spawn("watcher", watcher), spawn("ready", ready);
  run();
  EXPECT_TRUE(ran);
  expect_found(WATCHDOG_NOT_RUN);
}

TEST_F(Watchdog, LooksAtAllTasksInTurn) {
  struct wait_queue queue = {};
  std::function<void()> waits = [&] {
    watchdog_expect(kHertz / 2);
    wait_join(&queue, 0, "test");
    ADD_FAILURE() << status_name(wait_here());
  };
  std::function<void()> watcher = [&] { watch(5); };
  for (int i = 0; i < 600; i++)
    spawn("waits", waits);
  spawn("watcher", watcher);
  run();
  EXPECT_EQ(task_count(), 0u);
  expect_found(WATCHDOG_OVERDUE, 600);
}

}  // namespace
