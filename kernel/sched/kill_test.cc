// SPDX-License-Identifier: Apache-2.0
// Waits, and the deaths that come into them.
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/sched/sched.h"

namespace {

class Kill : public TasksTest {};

TEST_F(Kill, DropsAKilledTaskInItsWait) {
  struct task *task;
  bool went_on = false;
  std::function<void()> waits = [&] {
    EXPECT_EQ(clock_sleep(kHertz * 3600), OK);
    went_on = true;
  };
  std::function<void()> killer = [&] {
    sched_give_way();
    EXPECT_EQ(task->state, TASK_WAITING);
    EXPECT_EQ(sched_kill(task->number), OK);
    EXPECT_EQ(task->state, TASK_ENDED);
    EXPECT_EQ(sched_kill(task->number), NOT_FOUND);
    enum task_end end;
    EXPECT_EQ(sched_join(&task, &end, nullptr), OK);
    EXPECT_EQ(end, TASK_WAS_KILLED);
  };
  spawn("waits", waits, &task);
  spawn("killer", killer);
  run();
  EXPECT_FALSE(went_on);
  EXPECT_LT(idle_ticks, 2);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Kill, DropsAKilledTaskThatWasPreempted) {
  struct task *task;
  bool went_on = false;
  std::function<void()> busy = [&] {
    pass(20 * kTick);
    went_on = true;
  };
  std::function<void()> killer = [&] {
    EXPECT_EQ(task->state, TASK_READY);
    EXPECT_EQ(sched_ready(), 1u);
    EXPECT_EQ(sched_kill(task->number), OK);
    EXPECT_EQ(sched_ready(), 0u);
  };
  spawn("busy", busy, &task);
  spawn("killer", killer);
  run();
  EXPECT_FALSE(went_on);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

TEST_F(Kill, DoesNotBeginATaskThatWasKilledBeforeItRan) {
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

TEST_F(Kill, DropsATaskThatKillsItselfAtTheNextChoice) {
  struct task *task;
  bool went_on = false;
  std::function<void()> body = [&] {
    nucleus_preempt_off();  // as in a transaction
    EXPECT_EQ(sched_kill(task_current()->number), OK);
    nucleus_preempt_on();
    went_on = true;
  };
  spawn("itself", body, &task);
  run();
  EXPECT_FALSE(went_on);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

uint64_t victim;
bool kill_victim() {
  EXPECT_EQ(sched_kill(victim), OK);
  return true;
}

TEST_F(Kill, DropsTheTaskThatAnInterruptCameIntoAndKilled) {
  struct task *task;
  bool went_on = false;
  std::function<void()> body = [&] {
    nucleus_host_interrupt(kill_victim);
    went_on = true;
  };
  victim = spawn("interrupted", body, &task);
  run();
  EXPECT_FALSE(went_on);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

// The interrupt comes between entering a wait and moving off.
TEST_F(Kill, LeavesNothingInAQueueOfATaskThatIsKilledOnItsWayOff) {
  struct task *task;
  struct list_node queue = {};
  std::function<void()> body = [&] {
    sched_wait_join(&queue, clock_now() + kTick, "test");
    nucleus_host_interrupt(kill_victim);
  };
  victim = spawn("on its way", body, &task);
  run();
  EXPECT_EQ(sched_wake_first(&queue), nullptr);
  EXPECT_EQ(task->end, TASK_WAS_KILLED);
  task_release(task);
}

bool wake_victim() {
  struct task *task = task_view(victim);
  EXPECT_TRUE(sched_wake(task));
  EXPECT_EQ(task->state, TASK_RUNNING);  // it has not left the CPU
  EXPECT_EQ(sched_ready(), 0u);
  EXPECT_FALSE(sched_wake(task));
  return true;
}

TEST_F(Kill, LosesNoWakeBetweenEnteringAWaitAndMovingOff) {
  bool preempted = false;
  struct list_node queue = {};
  std::function<void()> body = [&] {
    sched_wait_join(&queue, 0, "test");
    uint64_t switches = task_current()->switches;
    nucleus_host_interrupt(wake_victim);
    preempted = task_current()->switches != switches;
    EXPECT_EQ(sched_wait_here(), OK);
  };
  victim = spawn("woken early", body);
  run();
  EXPECT_TRUE(preempted);
  EXPECT_EQ(task_count(), 0u);
}

bool choose_again() {
  return true;
}

TEST_F(Kill, APreemptionBetweenEnteringAWaitAndMovingOffIsTheWait) {
  struct task *task;
  struct list_node queue = {};
  std::function<void()> body = [&] {
    sched_wait_join(&queue, 0, "test");
    nucleus_host_interrupt(choose_again);
    EXPECT_EQ(sched_wait_here(), OK);
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(task->state, TASK_WAITING);
    EXPECT_EQ(sched_ready(), 0u);
    EXPECT_EQ(sched_wake_first(&queue), task);
  };
  spawn("preempted", body, &task);
  spawn("waker", waker);
  run();
  EXPECT_EQ(task->state, TASK_ENDED);
  task_release(task);
}

TEST_F(Kill, AWaitThatIsEnteredAnewLeavesTheFirstPlace) {
  struct task *task;
  struct list_node first = {}, second = {};
  std::function<void()> body = [&] {
    sched_wait_join(&first, clock_now() + kTick, "first");
    sched_wait_join(&second, 0, "second");
    EXPECT_EQ(sched_wait_here(), OK);
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(clock_sleep(5 * kTick), OK);
    EXPECT_EQ(sched_wake_first(&first), nullptr);
    EXPECT_STREQ(task->waits_for, "second");
    EXPECT_EQ(sched_wake_first(&second), task);
  };
  spawn("twice", body, &task);
  spawn("waker", waker);
  run();
  EXPECT_EQ(task->state, TASK_ENDED);
  task_release(task);
}

TEST_F(Kill, CannotKillWhatHasEndedOrNeverWas) {
  struct task *task;
  std::function<void()> body = [] {};
  spawn("short", body, &task);
  run();
  EXPECT_EQ(sched_kill(task->number), NOT_FOUND);
  EXPECT_EQ(sched_kill(999999), NOT_FOUND);
  task_release(task);
}

TEST_F(Kill, TakesAKilledJoinersReferenceBack) {
  struct task *joiner_task;
  bool stop = false, went_on = false;
  std::function<void()> child = [&] {
    while (!stop)
      sched_give_way();
  };
  std::function<void()> joiner = [&] {
    struct task *task;
    spawn("child", child, &task);
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
    went_on = true;
  };
  std::function<void()> killer = [&] {
    sched_give_way();
    EXPECT_EQ(sched_kill(joiner_task->number), OK);
    EXPECT_EQ(sched_join(&joiner_task, nullptr, nullptr), OK);
    stop = true;
  };
  spawn("joiner", joiner, &joiner_task);
  spawn("killer", killer);
  run();
  EXPECT_FALSE(went_on);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Kill, AJoinThatHasItsAnswerIsNotMadeTwice) {
  struct task *task;
  enum task_end end = TASK_FAULTED;
  std::function<void()> child = [] {};
  std::function<void()> parent = [&] {
    spawn("child", child, &task);
    struct task *cursor = task;
    ASSERT_EQ(task_retain(task), OK);
    EXPECT_EQ(sched_join(&cursor, &end, nullptr), OK);
    EXPECT_EQ(cursor, nullptr);
    EXPECT_EQ(sched_join(&cursor, nullptr, nullptr), OK);
    EXPECT_EQ(task->references, 1);
    task_release(task);
  };
  spawn("parent", parent);
  run();
  EXPECT_EQ(end, TASK_RETURNED);
  EXPECT_EQ(task_count(), 0u);
}

}  // namespace
