// SPDX-License-Identifier: Apache-2.0
#include "kernel/sched/sched.h"

#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/sched/policy.h"

extern "C" {
#include "kernel/sched/state.h"
}

namespace {

class Sched : public TasksTest {};

TEST_F(Sched, RunsTasksInTheOrderInWhichTheyWereSpawned) {
  std::string order;
  std::function<void()> a = [&] { order += 'a'; }, b = [&] { order += 'b'; }, c = [&] { order += 'c'; };
  spawn("a", a);
  spawn("b", b);
  spawn("c", c);
  run();
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, LetsTheOthersRunAtAYield) {
  std::string order;
  std::function<void()> a = [&] {
    for (int i = 0; i < 3; i++)
      order += 'a', sched_give_way();
  };
  std::function<void()> b = [&] {
    for (int i = 0; i < 3; i++)
      order += 'b', sched_give_way();
  };
  spawn("a", a);
  spawn("b", b);
  run();
  EXPECT_EQ(order, "ababab");
}

TEST_F(Sched, RebuildsTheRunQueueFromTheTasksThatAreReady) {
  std::string order;
  std::function<void()> a = [&] { order += 'a'; };
  std::function<void()> b = [&] { order += 'b'; };
  std::function<void()> first = [&] {
    EXPECT_TRUE(sched_check());
    EXPECT_TRUE(task_check());
    sched_cpus[0].queue.list[0].next = sched_cpus[0].queue.list[0].previous;  // the first is lost
    EXPECT_FALSE(sched_check());
    EXPECT_EQ(sched_rebuild(), OK);
    EXPECT_TRUE(sched_check());
    sched_cpus[0].queue.count++;
    EXPECT_FALSE(sched_check());
    EXPECT_EQ(sched_rebuild(), OK);
    EXPECT_TRUE(sched_check());
  };
  spawn("first", first);
  spawn("a", a);
  spawn("b", b);
  run();
  EXPECT_EQ(order, "ab");
}

TEST_F(Sched, TellsTheJoinerHowTheTaskEndedAndThatItsStackIsGone) {
  struct task *task;
  std::function<void()> child = [&] { sched_exit(-42); };
  std::function<void()> parent = [&] {
    enum task_end end;
    int64_t result;
    spawn("child", child, &task);
    uint64_t before = task->stack_pages;
    EXPECT_EQ(before, uint64_t{TASK_STACK_PAGES});
    ASSERT_EQ(task_retain(task), OK);
    struct task *joined = task;
    EXPECT_EQ(sched_join(&joined, &end, &result), OK);
    EXPECT_EQ(end, TASK_EXITED);
    EXPECT_EQ(result, -42);
    EXPECT_TRUE(task->buried);
    task_release(task);
  };
  spawn("parent", parent);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, AnswersAJoinOfATaskThatEndedLongAgo) {
  struct task *task;
  enum task_end end = TASK_FAULTED;
  std::function<void()> child = [] {};
  spawn("child", child, &task);
  std::function<void()> parent = [&] { EXPECT_EQ(sched_join(&task, &end, nullptr), OK); };
  spawn("parent", parent);
  run();
  EXPECT_EQ(end, TASK_RETURNED);
}

TEST_F(Sched, LetsSeveralTasksJoinOne) {
  struct task *task;
  int joined = 0;
  std::function<void()> child = [&] { sched_give_way(), sched_give_way(); };
  spawn("child", child, &task);
  ASSERT_EQ(task_retain(task), OK);
  std::function<void()> joiner = [&] {
    struct task *own = task;
    EXPECT_EQ(sched_join(&own, nullptr, nullptr), OK);
    joined++;
  };
  spawn("first", joiner);
  spawn("second", joiner);
  run();
  EXPECT_EQ(joined, 2);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, RefusesToJoinItself) {
  struct task *self;
  status_t status = OK;
  std::function<void()> body = [&] { status = sched_join(&self, nullptr, nullptr); };
  spawn("self", body, &self);
  run();
  EXPECT_EQ(status, INVALID);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, RefusesToWaitOutsideATask) {
  struct task *task;
  std::function<void()> body = [] {};
  spawn("never joined", body, &task);
  EXPECT_EQ(sched_join(&task, nullptr, nullptr), INVALID);
  EXPECT_EQ(sched_wait_here(), INVALID);
  sched_give_way();  // no effect
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, PreemptsABusyTaskAtTheEndOfItsSliceAndNotBefore) {
  std::vector<char> order;
  std::function<void()> busy = [&] {
    for (int i = 0; i < 12; i++)
      pass(kHertz / 1000), order.push_back('B'), pass(kHertz / 1000);
  };
  std::function<void()> other = [&] {
    for (int i = 0; i < 2; i++)
      order.push_back('o'), sched_give_way();
  };
  spawn("busy", busy);
  spawn("other", other);
  run();
  // Two milliseconds each, and a slice has six.
  EXPECT_EQ(std::string(order.begin(), order.end()), "BBBoBBBoBBBBBB");
}

TEST_F(Sched, NeverSwitchesWhenNobodyElseIsReady) {
  uint64_t switches = 0;
  std::function<void()> busy = [&] {
    pass(20 * kTick);
    switches = task_current()->switches;
  };
  spawn("busy", busy);
  run();
  EXPECT_EQ(switches, 1u);
}

TEST_F(Sched, PutsAPreemptionOffUntilItIsAllowedAgain) {
  std::string order;
  std::function<void()> busy = [&] {
    nucleus_preempt_off();
    pass(10 * kTick);
    order += 'b';
    nucleus_preempt_on();
    order += 'B';
  };
  std::function<void()> other = [&] { order += 'o'; };
  spawn("busy", busy);
  spawn("other", other);
  run();
  EXPECT_EQ(order, "boB");
}

TEST_F(Sched, CountsTheTimeATaskHasHad) {
  struct task *task;
  std::function<void()> body = [&] {
    pass(5 * kTick + 17);
    EXPECT_EQ(clock_sleep(100 * kTick), OK);
    pass(3);
  };
  spawn("counted", body, &task);
  run();
  EXPECT_EQ(task->run_cycles, 5 * kTick + 20);
  EXPECT_EQ(task->switches, 2u);
  task_release(task);
}

TEST_F(Sched, WakesNobodyWhoDoesNotWait) {
  struct task *task;
  std::function<void()> body = [&] {
    EXPECT_FALSE(sched_wake(task_current()));
    EXPECT_EQ(sched_ready(), 0u);
  };
  spawn("awake", body, &task);
  EXPECT_FALSE(sched_wake(task));
  run();
  EXPECT_FALSE(sched_wake(task));
  EXPECT_EQ(sched_ready(), 0u);
  task_release(task);
}

TEST_F(Sched, LeavesNoMemoryBehind) {
  struct frames_statistics frames_before, frames_after;
  struct heap_statistics heap_before, heap_after;
  std::function<void()> child = [] { sched_give_way(); };
  std::function<void()> parent = [&] {
    for (int i = 0; i < 1100; i++) {  // once to warm up what stays: page tables, slabs
      if (i == 100) frames_statistics(&frames_before), heap_statistics(&heap_before);
      struct task *task;
      spawn("child", child, &task);
      ASSERT_EQ(sched_join(&task, nullptr, nullptr), OK);
    }
    frames_statistics(&frames_after), heap_statistics(&heap_after);
  };
  spawn("parent", parent);
  run();
  EXPECT_EQ(frames_after.free, frames_before.free);
  EXPECT_EQ(heap_after.live, heap_before.live);
}

TEST_F(Sched, LeavesNothingBehindWhenThereIsNoMemoryForATask) {
  struct heap_statistics before, after;
  struct frames_statistics frames_before, frames_after;
  std::function<void()> body = [] {};
  spawn("warm", body);
  run();
  heap_statistics(&before), frames_statistics(&frames_before);
  for (uint64_t nth = 1;; nth++) {
    frames_fail_after(nth);
    struct task *task = nullptr;
    status_t status = sched_spawn("poor", [](void *) {}, nullptr, &task);
    frames_fail_after(0);
    if (status == OK) {
      task_release(task);
      run();
      break;
    }
    EXPECT_EQ(status, NO_MEMORY);
    EXPECT_EQ(task, nullptr);
    heap_statistics(&after), frames_statistics(&frames_after);
    EXPECT_EQ(after.live, before.live);
    EXPECT_EQ(frames_after.free, frames_before.free);
    ASSERT_LT(nth, 100u);
  }
  task_trim();
  heap_fail_after(1);
  EXPECT_EQ(sched_spawn("poor", [](void *) {}, nullptr, nullptr), NO_MEMORY);
  heap_fail_after(0);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, RefusesATaskWithoutAName) {
  EXPECT_EQ(sched_spawn(nullptr, [](void *) {}, nullptr, nullptr), INVALID);
  EXPECT_EQ(sched_spawn("nothing to do", nullptr, nullptr, nullptr), INVALID);
}

TEST(RoundRobin, TakesEachInTurnAndTellsItsName) {
  struct sched_queue queue = {};
  struct task a = {}, b = {};
  policy_enqueue(&queue, &a, POLICY_WOKEN, 0);
  policy_enqueue(&queue, &b, POLICY_PREEMPTED, 0);
  EXPECT_EQ(queue.count, 2u);
  EXPECT_EQ(policy_choose(&queue), &a);
  policy_enqueue(&queue, &a, POLICY_PREEMPTED, 0);
  EXPECT_EQ(policy_choose(&queue), &b);
  EXPECT_EQ(policy_choose(&queue), &a);
  EXPECT_EQ(policy_choose(&queue), nullptr);
  char name[32];
  policy_name(name, sizeof name);
  EXPECT_STREQ(name, "round robin");
}

}  // namespace
