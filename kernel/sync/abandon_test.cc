// SPDX-License-Identifier: Apache-2.0
// abandon: STEPS calls that are abandoned between any two of their transactions and made again with the same arguments.
#include "kernel/sync/abandon_fixture.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sync.h"

namespace {

TEST_F(Abandon, AMutexIsTakenOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct mutex mutex = {};
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(mutex_take(&mutex), OK); });
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(mutex.holder, nullptr);
    return was_abandoned;
  });
  EXPECT_GE(places, 1u);
}

TEST_F(Abandon, AMutexThatAnotherHoldsIsTakenOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct mutex mutex = {};
    int others = 0;
    std::function<void()> other = [&] {
      EXPECT_EQ(mutex_take(&mutex), OK);
      sched_give_way(), sched_give_way();
      EXPECT_EQ(mutex_give(&mutex), OK);
      EXPECT_EQ(mutex_take(&mutex), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
      others++;
    };
    spawn("other", other);
    sched_give_way();
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(mutex_take(&mutex), OK); });
    EXPECT_EQ(mutex.holder, task_current());
    EXPECT_EQ(mutex_give(&mutex), OK);
    while (others == 0)
      sched_give_way();
    EXPECT_EQ(mutex.holder, nullptr);
    return was_abandoned;
  });
  EXPECT_GE(places, 2u);
}

TEST_F(Abandon, AConditionHoldsTheMutexOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct mutex mutex = {};
    struct condition condition = {};
    bool holds = false, over = false;
    std::function<void()> other = [&] {
      while (!over) {
        EXPECT_EQ(mutex_take(&mutex), OK);
        holds = true;
        condition_signal(&condition);
        EXPECT_EQ(mutex_give(&mutex), OK);
        sched_give_way();
      }
    };
    EXPECT_EQ(mutex_take(&mutex), OK);
    spawn("other", other);
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(condition_wait(&condition, &mutex, 0), OK); });
    EXPECT_EQ(mutex.holder, task_current());
    over = true;
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(condition_wait(&condition, &mutex, 0), INVALID);
    while (task_count() > 1)
      sched_give_way();
    EXPECT_EQ(mutex.holder, nullptr);
    return was_abandoned;
  });
  EXPECT_GE(places, 2u);
}

TEST_F(Abandon, AJoinTakesTheReferenceOnceAndKeepsTheAnswer) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct task *task = nullptr;
    enum task_end end = TASK_FAULTED;
    int64_t result = 0;
    std::function<void()> child = [] {
      sched_give_way();
      sched_exit(17);
    };
    spawn("child", child, &task);
    struct task *cursor = task;
    EXPECT_EQ(task_retain(task), OK);
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(sched_join(&cursor, &end, &result), OK); });
    EXPECT_EQ(end, TASK_EXITED);
    EXPECT_EQ(result, 17);
    EXPECT_EQ(task->references, 1);
    task_release(task);
    return was_abandoned;
  });
  EXPECT_GE(places, 2u);
}

TEST_F(Abandon, ASleepLeavesNoTimer) {
  uint64_t places = at_each_place([](uint64_t nth) {
    uint64_t deadline = clock_now() + 3 * kTick;
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(clock_sleep_until(deadline), OK); });
    EXPECT_GE(clock_now(), deadline);
    EXPECT_FALSE(timer_is_queued(&task_current()->timer));
    return was_abandoned;
  });
  EXPECT_GE(places, 1u);
}

TEST_F(Abandon, AWaitLeavesNoPlace) {
  struct wait_queue queue = {};
  uint64_t places = at_each_place([&](uint64_t nth) {
    bool was_abandoned = abandoned_and_repeated(nth, [&] {
      wait_join(&queue, clock_now() + kTick, "test");
      EXPECT_EQ(wait_here(), TIMED_OUT);
    });
    EXPECT_FALSE(wait_wake_one(&queue));
    return was_abandoned;
  });
  EXPECT_GE(places, 1u);
}

TEST_F(Abandon, AReaderWriterLockIsHeldOnce) {
  for (enum rwlock_way way : {RWLOCK_READ, RWLOCK_WRITE}) {
    uint64_t places = at_each_place([&](uint64_t nth) {
      struct rwlock lock = {};
      struct rwlock_hold hold = {};
      bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(rwlock_take(&lock, &hold, way, 0), OK); });
      EXPECT_EQ(lock.holders.next, &hold.node);
      EXPECT_EQ(hold.node.next, &lock.holders);
      EXPECT_EQ(rwlock_give(&hold), OK);
      EXPECT_TRUE(list_is_empty(&lock.holders));
      return was_abandoned;
    });
    EXPECT_GE(places, 1u);
  }
}

TEST_F(Abandon, AReaderWriterLockThatAnotherHoldsIsHeldOnce) {
  for (enum rwlock_way way : {RWLOCK_READ, RWLOCK_WRITE}) {
    uint64_t places = at_each_place([&](uint64_t nth) {
      struct rwlock lock = {};
      struct rwlock_hold hold = {};
      std::function<void()> other = [&] {
        struct rwlock_hold others = {};
        EXPECT_EQ(rwlock_take(&lock, &others, RWLOCK_WRITE, 0), OK);
        sched_give_way(), sched_give_way();
        EXPECT_EQ(rwlock_give(&others), OK);
      };
      spawn("other", other);
      sched_give_way();
      bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(rwlock_take(&lock, &hold, way, 0), OK); });
      EXPECT_EQ(lock.holders.next, &hold.node);
      EXPECT_TRUE(list_is_empty(&lock.line));
      EXPECT_EQ(rwlock_give(&hold), OK);
      return was_abandoned;
    });
    EXPECT_GE(places, 2u);
  }
}

TEST_F(Abandon, AReaderWriterLockThatIsNotHadInTimeIsLeft) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct rwlock lock = {};
    struct rwlock_hold hold = {};
    std::function<void()> other = [&] {
      struct rwlock_hold others = {};
      EXPECT_EQ(rwlock_take(&lock, &others, RWLOCK_WRITE, 0), OK);
      EXPECT_EQ(clock_sleep(20 * kTick), OK);
      EXPECT_EQ(rwlock_give(&others), OK);
    };
    spawn("other", other);
    sched_give_way();
    uint64_t deadline = clock_now() + 3 * kTick;
    bool was_abandoned =
        abandoned_and_repeated(nth, [&] { EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, deadline), TIMED_OUT); });
    EXPECT_EQ(hold.of, nullptr);
    EXPECT_TRUE(list_is_empty(&lock.line));
    while (task_count() > 1)
      EXPECT_EQ(clock_sleep(kTick), OK);
    return was_abandoned;
  });
  EXPECT_GE(places, 2u);
}

TEST_F(Abandon, AMutexThatIsNotHadInTimeIsNotTaken) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct mutex mutex = {};
    std::function<void()> other = [&] {
      EXPECT_EQ(mutex_take(&mutex), OK);
      EXPECT_EQ(clock_sleep(20 * kTick), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
    };
    spawn("other", other);
    sched_give_way();
    uint64_t deadline = clock_now() + 3 * kTick;
    bool was_abandoned = abandoned_and_repeated(nth, [&] { EXPECT_EQ(mutex_take_until(&mutex, deadline), TIMED_OUT); });
    EXPECT_NE(mutex.holder, task_current());
    while (task_count() > 1)
      EXPECT_EQ(clock_sleep(kTick), OK);
    EXPECT_EQ(mutex.holder, nullptr);
    return was_abandoned;
  });
  EXPECT_GE(places, 1u);
}

}  // namespace
