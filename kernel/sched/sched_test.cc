// SPDX-License-Identifier: Apache-2.0
#include "kernel/sched/sched.h"

#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/sched/policy.h"

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

TEST_F(Sched, TellsTheJoinerHowTheTaskEndedAndThatItsStackIsGone) {
  struct task *task;
  std::function<void()> child = [&] { sched_exit(-42); };
  std::function<void()> parent = [&] {
    enum task_end end;
    int64_t result;
    spawn("child", child, &task);
    uint64_t before = task->stack_pages;
    EXPECT_EQ(before, uint64_t{TASK_STACK_PAGES});
    task_retain(task);
    EXPECT_EQ(sched_join(task, &end, &result), OK);
    EXPECT_EQ(end, TASK_EXITED);
    EXPECT_EQ(result, -42);
    EXPECT_EQ(task->stack, nullptr);
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
  std::function<void()> parent = [&] { EXPECT_EQ(sched_join(task, &end, nullptr), OK); };
  spawn("parent", parent);
  run();
  EXPECT_EQ(end, TASK_RETURNED);
}

TEST_F(Sched, LetsSeveralTasksJoinOne) {
  struct task *task;
  int joined = 0;
  std::function<void()> child = [&] { sched_give_way(), sched_give_way(); };
  spawn("child", child, &task);
  task_retain(task);
  std::function<void()> joiner = [&] {
    EXPECT_EQ(sched_join(task, nullptr, nullptr), OK);
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
  std::function<void()> body = [&] { status = sched_join(self, nullptr, nullptr); };
  spawn("self", body, &self);
  run();
  EXPECT_EQ(status, INVALID);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, RefusesToWaitOutsideATask) {
  struct task *task;
  std::function<void()> body = [] {};
  spawn("never joined", body, &task);
  EXPECT_EQ(sched_join(task, nullptr, nullptr), INVALID);
  sched_give_way();  // no effect
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, WakesAKilledTaskAndEveryLaterWaitIsRefused) {
  struct task *task;
  std::vector<status_t> seen;
  std::function<void()> waits = [&] {
    for (int i = 0; i < 3; i++)
      seen.push_back(clock_sleep(kHertz * 3600));
  };
  std::function<void()> killer = [&] {
    sched_give_way();
    EXPECT_EQ(sched_kill(task->number), OK);
    enum task_end end;
    EXPECT_EQ(sched_join(task, &end, nullptr), OK);
    EXPECT_EQ(end, TASK_WAS_KILLED);
  };
  spawn("waits", waits, &task);
  spawn("killer", killer);
  run();
  EXPECT_EQ(seen, (std::vector<status_t>{KILLED, KILLED, KILLED}));
  EXPECT_LT(idle_ticks, 2);
}

TEST_F(Sched, DoesNotBeginATaskThatWasKilledBeforeItRan) {
  struct task *task;
  bool ran = false;
  std::function<void()> body = [&] { ran = true; };
  spawn("stillborn", body, &task);
  EXPECT_EQ(sched_kill(task->number), OK);
  run();
  EXPECT_FALSE(ran);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

TEST_F(Sched, LetsAKilledTaskThatNeverWaitsRunToItsEnd) {
  bool finished = false;
  std::function<void()> busy = [&] {
    EXPECT_EQ(sched_kill(task_current()->number), OK);
    sched_give_way();
    finished = true;
  };
  struct task *task;
  spawn("busy", busy, &task);
  run();
  EXPECT_TRUE(finished);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

TEST_F(Sched, CannotKillWhatHasEndedOrNeverWas) {
  struct task *task;
  std::function<void()> body = [] {};
  spawn("short", body, &task);
  run();
  EXPECT_EQ(sched_kill(task->number), NOT_FOUND);
  EXPECT_EQ(sched_kill(999999), NOT_FOUND);
  task_release(task);
}

TEST_F(Sched, GivesAJoinerThatIsKilledItsWayOutAndTakesTheReference) {
  struct task *task, *joiner_task;
  status_t status = OK;
  bool stop = false;
  std::function<void()> child = [&] {
    while (!stop)
      sched_give_way();
  };
  std::function<void()> joiner = [&] { status = sched_join(task, nullptr, nullptr); };
  std::function<void()> killer = [&] {
    EXPECT_EQ(sched_kill(joiner_task->number), OK);
    EXPECT_EQ(sched_join(joiner_task, nullptr, nullptr), OK);
    stop = true;
  };
  spawn("child", child, &task);
  spawn("joiner", joiner, &joiner_task);
  spawn("killer", killer);
  run();
  EXPECT_EQ(status, KILLED);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, PreemptsABusyTaskAfterItsSliceAndNotBefore) {
  std::vector<char> order;
  std::function<void()> busy = [&] {
    for (int tick = 0; tick < 6; tick++)
      order.push_back('B'), pass(kTick);
  };
  std::function<void()> other = [&] {
    for (int i = 0; i < 2; i++)
      order.push_back('o'), sched_give_way();
  };
  spawn("busy", busy);
  spawn("other", other);
  run();
  // Two ticks are a slice, and the first tick only starts the count.
  EXPECT_EQ(std::string(order.begin(), order.end()), "BBBoBBBo");
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
    EXPECT_FALSE(sched_wake(task_current(), OK));
    EXPECT_EQ(sched_ready(), 0u);
  };
  spawn("awake", body, &task);
  EXPECT_FALSE(sched_wake(task, OK));
  run();
  EXPECT_FALSE(sched_wake(task, OK));
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
      ASSERT_EQ(sched_join(task, nullptr, nullptr), OK);
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
  heap_fail_after(1);
  EXPECT_EQ(sched_spawn("poor", [](void *) {}, nullptr, nullptr), NO_MEMORY);
  heap_fail_after(0);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sched, RefusesATaskWithoutAName) {
  EXPECT_EQ(sched_spawn(nullptr, [](void *) {}, nullptr, nullptr), INVALID);
  EXPECT_EQ(sched_spawn("nothing to do", nullptr, nullptr, nullptr), INVALID);
}

TEST_F(Sched, KeepsAFirmWaitThroughAKill) {
  struct task *task;
  status_t firm = TIMED_OUT, after = OK;
  std::function<void()> body = [&] {
    arch_host()->interrupts_on = 0;
    firm = sched_wait_firmly("a thing that must be");
    after = sched_wait("anything");
    arch_host()->interrupts_on = 1;
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(sched_kill(task->number), OK);
    EXPECT_EQ(task->state, TASK_WAITING);
    EXPECT_TRUE(sched_wake(task, OK));
  };
  spawn("firm", body, &task);
  spawn("waker", waker);
  run();
  EXPECT_EQ(firm, OK);
  EXPECT_EQ(after, KILLED);
  task_release(task);
}

TEST(RoundRobin, TakesEachInTurnAndTellsItsName) {
  struct sched_queue queue = {};
  list_init(&queue.ready);
  struct task a = {}, b = {};
  EXPECT_EQ(policy_choose(&queue), nullptr);
  policy_enqueue(&queue, &a, false);
  policy_enqueue(&queue, &b, true);
  EXPECT_EQ(queue.count, 2u);
  EXPECT_EQ(policy_choose(&queue), &a);
  policy_enqueue(&queue, &a, true);
  EXPECT_EQ(policy_choose(&queue), &b);
  EXPECT_EQ(policy_choose(&queue), &a);
  EXPECT_EQ(policy_choose(&queue), nullptr);
  EXPECT_EQ(queue.count, 0u);
  EXPECT_GT(policy_slice_ns(&a), 0u);
  char name[32];
  policy_name(name, sizeof name);
  EXPECT_STREQ(name, "round robin");
}

}  // namespace
