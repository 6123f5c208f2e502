// SPDX-License-Identifier: Apache-2.0
// What tasks are given when they begin, and how they begin again.
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/sched/sched.h"

namespace {

class Options : public TasksTest {
protected:
  static void Enter(void *body) {
    (*static_cast<std::function<void()> *>(body))();
  }
  static struct task_options With(const std::function<void(struct task_options &)> &set) {
    struct task_options options = {};
    options.name = "options";
    set(options);
    return options;
  }
  static uint64_t SpawnWith(const struct task_options &options, std::function<void()> &body) {
    struct task *task = nullptr;
    EXPECT_EQ(sched_spawn_with(&options, Enter, &body, &task), OK);
    uint64_t number = task->number;
    task_release(task);
    return number;
  }
  // As kernel/fault ends a task in which something cannot be mended.
  [[noreturn]] static void Fault() {
    sched_end_running(TASK_FAULTED, 0);
    nucleus_leave();
    __builtin_unreachable();
  }
};

TEST_F(Options, AreObeyed) {
  struct task_info info = {};
  std::function<void()> body = [] { EXPECT_EQ(task_current()->priority, 7); };
  uint64_t number = SpawnWith(With([](auto &o) { o.stack_pages = 2, o.priority = 7, o.cpus = 1; }), body);
  ASSERT_EQ(task_next(number - 1, &info), OK);
  EXPECT_EQ(info.stack_pages, 2u);
  EXPECT_EQ(info.priority, 7);
  EXPECT_EQ(info.cpus, 1u);
  EXPECT_EQ(info.restarts, 0u);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Options, AreThoseOfSpawnWhereTheyAreZero) {
  struct task_info info = {};
  std::function<void()> body = [] {};
  uint64_t number = SpawnWith(With([](auto &) {}), body);
  ASSERT_EQ(task_next(number - 1, &info), OK);
  EXPECT_EQ(info.stack_pages, uint32_t{TASK_STACK_PAGES});
  EXPECT_EQ(info.priority, 0);
  EXPECT_EQ(info.cpus, TASK_CPUS_ALL);
  run();
}

TEST_F(Options, AreRefusedWhereTheyMakeNoSense) {
  std::function<void()> runs = [&] {
    struct task *task = nullptr;
    struct task_options options = With([](auto &o) { o.priority = TASK_PRIORITY_MOST + 1; });
    EXPECT_EQ(sched_spawn_with(&options, Enter, nullptr, &task), OUT_OF_RANGE);
    options = With([](auto &o) { o.cpus = 1 << 5; });
    EXPECT_EQ(sched_spawn_with(&options, Enter, nullptr, &task), OUT_OF_RANGE);
    options = With([](auto &o) { o.stack_pages = TASK_STACK_PAGES_MAX + 1; });
    EXPECT_EQ(sched_spawn_with(&options, Enter, nullptr, &task), INVALID);
    options = {};
    EXPECT_EQ(sched_spawn_with(&options, Enter, nullptr, &task), INVALID);
    EXPECT_EQ(sched_set_cpus(task_current()->number, 0), OUT_OF_RANGE);
    EXPECT_EQ(sched_set_cpus(task_current()->number, 1 << 5), OUT_OF_RANGE);
    EXPECT_EQ(sched_set_cpus(task_current()->number, 1 << 5 | 1), OK);
    EXPECT_EQ(sched_set_cpus(99999, 1), NOT_FOUND);
  };
  spawn("runs", runs);
  run();
}

TEST_F(Options, BeginATaskAgainAfterAFaultWithABackOffThatDoublesAndNotForEver) {
  std::vector<uint64_t> begun, numbers;
  std::function<void()> body = [&] {
    begun.push_back(clock_now());
    numbers.push_back(task_current()->number);
    Fault();
  };
  SpawnWith(With([](auto &o) { o.restart = TASK_RESTART_AFTER_FAULT, o.restarts = 3, o.back_off_ns = 10 * kTick; }),
            body);
  run();
  ASSERT_EQ(begun.size(), 4u);
  for (uint64_t i = 1, wait = 10 * kTick; i < 4; i++, wait *= 2) {
    EXPECT_GE(begun[i] - begun[i - 1], wait - kTick) << i;  // the time of the last tick counts
    EXPECT_LE(begun[i] - begun[i - 1], wait + kTick) << i;
    EXPECT_GT(numbers[i], numbers[i - 1]);
  }
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Options, KeepWhatTheTaskWasGiven) {
  uint32_t times = 0;
  std::function<void()> body = [&] {
    EXPECT_EQ(task_current()->priority, 5);
    EXPECT_EQ(task_current()->stack_pages, 3u);
    EXPECT_EQ(task_current()->restarts, times);
    if (times++ < 2) Fault();
  };
  SpawnWith(
      With([](auto &o) { o.stack_pages = 3, o.priority = 5, o.restart = TASK_RESTART_AFTER_FAULT, o.restarts = 9; }),
      body);
  run();
  EXPECT_EQ(times, 3u);  // the third returned
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Options, BeginATaskAgainWhateverItsEndWhereThatIsAskedForButNotAKilledOne) {
  uint32_t times = 0;
  std::function<void()> body = [&] {
    if (++times % 2 == 0) sched_exit(1);
  };
  SpawnWith(With([](auto &o) { o.restart = TASK_RESTART_ALWAYS, o.restarts = 4; }), body);
  run();
  EXPECT_EQ(times, 5u);
  times = 0;
  uint64_t number = SpawnWith(With([](auto &o) { o.restart = TASK_RESTART_ALWAYS, o.restarts = 4; }), body);
  EXPECT_EQ(sched_kill(number), OK);
  run();
  EXPECT_EQ(times, 0u);
  EXPECT_EQ(task_count(), 0u);
}

// Its successor can be killed while it waits for its turn.
TEST_F(Options, EndWithAKillDuringTheBackOff) {
  uint32_t times = 0;
  std::function<void()> body = [&] {
    times++;
    Fault();
  };
  std::function<void()> killer = [&] {
    EXPECT_EQ(clock_sleep(5 * kTick), OK);
    struct task_info info = {};
    bool found = false;
    while (task_next(info.number, &info) == OK)
      if (info.restarts == 1) {
        EXPECT_STREQ(info.waits_for, "restart");
        EXPECT_EQ(sched_kill(info.number), OK);
        found = true;
      }
    EXPECT_TRUE(found);
  };
  SpawnWith(With([](auto &o) { o.restart = TASK_RESTART_AFTER_FAULT, o.restarts = 9, o.back_off_ns = 50 * kTick; }),
            body);
  spawn("killer", killer);
  run();
  EXPECT_EQ(times, 1u);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Options, TellWhoJoinsAboutTheFaultAndNotAboutTheSuccessor) {
  struct task *task;
  uint32_t times = 0;
  enum task_end end = TASK_RETURNED;
  std::function<void()> body = [&] {
    if (times++ == 0) Fault();
  };
  struct task_options options = With([](auto &o) { o.restart = TASK_RESTART_AFTER_FAULT, o.restarts = 1; });
  ASSERT_EQ(sched_spawn_with(&options, Enter, &body, &task), OK);
  std::function<void()> joiner = [&] { EXPECT_EQ(sched_join(&task, &end, nullptr), OK); };
  spawn("joiner", joiner);
  run();
  EXPECT_EQ(end, TASK_FAULTED);
  EXPECT_EQ(times, 2u);
}

// A hook at the end is an entry of the task's own in the ledger.
TEST_F(Options, RunWhatATaskHasEnteredForItsEnd) {
  static std::vector<uint64_t> ended;
  ended.clear();
  static struct ledger_type hook = {};
  hook.release = [](uint64_t object) { ended.push_back(object); };
  hook.name[0] = 'h';
  std::function<void()> body = [&] {
    EXPECT_NE(ledger_add(LEDGER_SELF, &hook, 1), uint32_t{LEDGER_NONE});
    EXPECT_NE(ledger_add(LEDGER_SELF, &hook, 2), uint32_t{LEDGER_NONE});
    EXPECT_EQ(clock_sleep(1000 * kTick), OK);
  };
  uint64_t number = SpawnWith(With([](auto &) {}), body);
  std::function<void()> killer = [&] {
    EXPECT_EQ(clock_sleep(kTick), OK);
    EXPECT_EQ(sched_kill(number), OK);
  };
  spawn("killer", killer);
  run();
  ASSERT_GE(ended.size(), 2u);
  EXPECT_EQ(ended[0], 2u);  // newest first
}

}  // namespace
