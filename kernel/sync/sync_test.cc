// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/sync.h"

#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"

namespace {

class Sync : public TasksTest {
protected:
  static status_t wait(struct wait_queue *queue, uint64_t deadline) {
    wait_join(queue, deadline, "test");
    return wait_here();
  }
};

TEST_F(Sync, WakesWaitersFirstComeFirst) {
  struct wait_queue queue = {};
  std::string order;
  std::function<void()> a = [&] {
    EXPECT_EQ(wait(&queue, 0), OK);
    order += 'a';
  };
  std::function<void()> b = [&] {
    EXPECT_EQ(wait(&queue, 0), OK);
    order += 'b';
  };
  std::function<void()> waker = [&] {
    EXPECT_TRUE(wait_wake_one(&queue));
    sched_give_way();
    EXPECT_EQ(order, "a");
    EXPECT_TRUE(wait_wake_one(&queue));
    EXPECT_FALSE(wait_wake_one(&queue));
  };
  spawn("a", a);
  spawn("b", b);
  spawn("waker", waker);
  run();
  EXPECT_EQ(order, "ab");
}

TEST_F(Sync, WakesAllAtOnceAndCountsThem) {
  struct wait_queue queue = {};
  int woken = 0;
  std::function<void()> waits = [&] {
    EXPECT_EQ(wait(&queue, 0), OK);
    woken++;
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(wait_wake_all(&queue), 3u);
    EXPECT_EQ(wait_wake_all(&queue), 0u);
  };
  for (int i = 0; i < 3; i++)
    spawn("waits", waits);
  spawn("waker", waker);
  run();
  EXPECT_EQ(woken, 3);
}

TEST_F(Sync, AnEmptyQueueHasNobodyToWake) {
  struct wait_queue queue = {};
  EXPECT_FALSE(wait_wake_one(&queue));
  EXPECT_EQ(wait_wake_all(&queue), 0u);
}

TEST_F(Sync, GivesUpAtTheDeadlineAndLeavesTheQueue) {
  struct wait_queue queue = {};
  std::function<void()> body = [&] {
    uint64_t deadline = clock_now() + 10 * kTick;
    EXPECT_EQ(wait(&queue, deadline), TIMED_OUT);
    EXPECT_GE(clock_now(), deadline);
    EXPECT_FALSE(timer_is_queued(&task_current()->timer));
    EXPECT_FALSE(wait_wake_one(&queue));
    uint64_t switches = task_current()->switches;
    EXPECT_EQ(wait(&queue, deadline), TIMED_OUT);  // it has passed: no wait at all
    EXPECT_EQ(task_current()->switches, switches);
  };
  spawn("impatient", body);
  run();
}

TEST_F(Sync, IsNotWokenByADeadlineOfAnEarlierWait) {
  struct wait_queue queue = {};
  struct task *task;
  std::function<void()> body = [&] {
    EXPECT_EQ(wait(&queue, clock_now() + 5 * kTick), OK);
    EXPECT_EQ(wait(&queue, 0), OK);
  };
  std::function<void()> waker = [&] {
    wait_wake_one(&queue);
    EXPECT_EQ(clock_sleep(20 * kTick), OK);
    EXPECT_EQ(task->state, TASK_WAITING);
    wait_wake_one(&queue);
  };
  spawn("waits", body, &task);
  spawn("waker", waker);
  run();
  EXPECT_EQ(task->state, TASK_ENDED);
  task_release(task);
}

TEST_F(Sync, TakesAKilledTaskOffTheQueue) {
  struct wait_queue queue = {};
  struct task *task;
  std::function<void()> waits = [&] { ADD_FAILURE() << status_name(wait(&queue, 0)); };
  std::function<void()> killer = [&] {
    EXPECT_EQ(sched_kill(task->number), OK);
    EXPECT_FALSE(wait_wake_one(&queue));
  };
  spawn("waits", waits, &task);
  spawn("killer", killer);
  run();
  EXPECT_FALSE(wait_wake_one(&queue));
  task_release(task);
}

TEST_F(Sync, RefusesToWaitOutsideATask) {
  struct wait_queue queue = {};
  EXPECT_EQ(wait(&queue, 0), INVALID);
  EXPECT_FALSE(wait_wake_one(&queue));
}

TEST_F(Sync, MutexIsHandedOnInTheOrderInWhichItWasAskedFor) {
  struct mutex mutex = {};
  std::string order;
  auto body = [&](char name) {
    EXPECT_EQ(mutex_take(&mutex), OK);
    sched_give_way();
    order += name;
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  std::function<void()> a = [&] { body('a'), body('A'); }, b = [&] { body('b'); }, c = [&] { body('c'); };
  spawn("a", a);
  spawn("b", b);
  spawn("c", c);
  run();
  EXPECT_EQ(order, "abcA");  // nobody overtakes: not even who gave it and takes it again at once
  EXPECT_EQ(mutex.holder, nullptr);
}

TEST_F(Sync, MutexRefusesItsOwnHolderAndOthersGiving) {
  struct mutex mutex = {};
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_give(&mutex), INVALID);
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(mutex_take(&mutex), INVALID);
    EXPECT_EQ(mutex_try(&mutex), INVALID);
    sched_give_way();
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(mutex_give(&mutex), INVALID);
  };
  std::function<void()> other = [&] {
    EXPECT_EQ(mutex_try(&mutex), BUSY);
    EXPECT_EQ(mutex_give(&mutex), INVALID);
  };
  spawn("holder", holder);
  spawn("other", other);
  run();
  EXPECT_EQ(mutex_take(&mutex), INVALID);  // not in a task
  EXPECT_EQ(mutex_give(&mutex), INVALID);
}

TEST_F(Sync, MutexIsNotHandedToATaskThatWasKilled) {
  struct mutex mutex = {};
  struct task *waiter_task;
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    sched_give_way();
    EXPECT_EQ(sched_kill(waiter_task->number), OK);
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(mutex.holder, nullptr);
  };
  std::function<void()> waiter = [&] { ADD_FAILURE() << status_name(mutex_take(&mutex)); };
  spawn("holder", holder);
  spawn("waiter", waiter, &waiter_task);
  run();
  task_release(waiter_task);
}

TEST_F(Sync, MutexOfATaskThatEndsGoesOnToTheNext) {
  struct mutex mutex = {};
  std::string order;
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    sched_give_way();
    order += 'h';
  };
  std::function<void()> killed = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    order += 'k';
    clock_sleep(kHertz) == OK ? order += '!' : order;
  };
  std::function<void()> last = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    order += 'l';
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  struct task *task;
  spawn("holder", holder);
  spawn("killed", killed, &task);
  spawn("last", last);
  std::function<void()> killer = [&] {
    while (task->state != TASK_WAITING || mutex.holder != task)
      sched_give_way();
    EXPECT_EQ(sched_kill(task->number), OK);
  };
  spawn("killer", killer);
  run();
  EXPECT_EQ(order, "hkl");
  EXPECT_EQ(mutex.holder, nullptr);
  task_release(task);
  EXPECT_EQ(task_count(), 0u);
}

// It has got the mutex and does not know yet.
TEST_F(Sync, MutexGoesOnWhenWhoItWasHandedToIsKilledBeforeItRuns) {
  struct mutex mutex = {};
  struct task *second, *third;
  bool third_had_it = false;
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    sched_give_way();
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(mutex.holder, second);
    EXPECT_EQ(sched_kill(second->number), OK);
  };
  std::function<void()> waiter = [&] { ADD_FAILURE() << status_name(mutex_take(&mutex)); };
  std::function<void()> next = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    third_had_it = true;
  };
  spawn("holder", holder);
  spawn("second", waiter, &second);
  spawn("third", next, &third);
  run();
  EXPECT_TRUE(third_had_it);
  EXPECT_EQ(mutex.holder, nullptr);
  task_release(second);
  task_release(third);
}

TEST_F(Sync, ConditionWaitsWithTheMutexReleased) {
  struct mutex mutex = {};
  struct condition condition = {};
  bool ready = false;
  std::function<void()> consumer = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    while (!ready)
      EXPECT_EQ(condition_wait(&condition, &mutex, 0), OK);
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  std::function<void()> producer = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    ready = true;
    condition_signal(&condition);
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  spawn("consumer", consumer);
  spawn("producer", producer);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sync, ConditionHoldsTheMutexAgainWhateverEndedTheWait) {
  struct mutex mutex = {};
  struct condition condition = {};
  std::function<void()> body = [&] {
    EXPECT_EQ(condition_wait(&condition, &mutex, 0), INVALID);
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(condition_wait(&condition, &mutex, clock_now() + 3 * kTick), TIMED_OUT);
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(condition_wait(&condition, &mutex, 0), OK);
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(condition_wait(&condition, &mutex, 0), INVALID);
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(clock_sleep(50 * kTick), OK);
    EXPECT_EQ(mutex_take(&mutex), OK);
    condition_signal(&condition);
    sched_give_way();
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  spawn("waits", body);
  spawn("waker", waker);
  run();
  EXPECT_EQ(mutex.holder, nullptr);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Sync, ConditionLetsGoOfATaskThatIsKilledInItsWaitOrTakingTheMutexBack) {
  for (bool retaking : {false, true}) {
    struct mutex mutex = {};
    struct condition condition = {};
    struct task *task;
    std::function<void()> body = [&] {
      EXPECT_EQ(mutex_take(&mutex), OK);
      ADD_FAILURE() << status_name(condition_wait(&condition, &mutex, 0));
    };
    std::function<void()> killer = [&] {
      EXPECT_EQ(mutex_take(&mutex), OK);
      if (retaking) condition_signal(&condition), sched_give_way();
      EXPECT_STREQ(task->waits_for, retaking ? "mutex of a condition" : "condition");
      EXPECT_EQ(sched_kill(task->number), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
      EXPECT_EQ(mutex_take(&mutex), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
    };
    spawn("waits", body, &task);
    spawn("killer", killer);
    run();
    EXPECT_EQ(mutex.holder, nullptr);
    task_release(task);
    EXPECT_EQ(task_count(), 0u);
  }
}

TEST_F(Sync, ConditionWakesOneOrAll) {
  struct mutex mutex = {};
  struct condition condition = {};
  int woken = 0;
  std::function<void()> waits = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(condition_wait(&condition, &mutex, 0), OK);
    woken++;
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  std::function<void()> waker = [&] {
    condition_signal(&condition);
    EXPECT_EQ(clock_sleep(kTick), OK);
    EXPECT_EQ(woken, 1);
    condition_broadcast(&condition);
  };
  for (int i = 0; i < 4; i++)
    spawn("waits", waits);
  spawn("waker", waker);
  run();
  EXPECT_EQ(woken, 4);
}

// Many tasks on one counter, preempted at every point at which a tick can come: no update is lost.
TEST_F(Sync, MutexGuardsAgainstPreemption) {
  struct mutex mutex = {};
  int counter = 0;
  std::function<void()> body = [&] {
    for (int i = 0; i < 50; i++) {
      ASSERT_EQ(mutex_take(&mutex), OK);
      int seen = counter;
      pass(3 * kTick);
      counter = seen + 1;
      ASSERT_EQ(mutex_give(&mutex), OK);
      pass(kTick);
    }
  };
  for (int i = 0; i < 8; i++)
    spawn("counts", body);
  run();
  EXPECT_EQ(counter, 400);
  EXPECT_EQ(task_count(), 0u);
}

}  // namespace
