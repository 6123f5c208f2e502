// SPDX-License-Identifier: Apache-2.0
// abandon: STEPS calls that are abandoned between any two of their transactions and made again with the same arguments.
#include <csetjmp>

#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/sync/sync.h"

namespace {

class Abandon : public TasksTest {
protected:
  static constexpr uint64_t kNever = UINT64_MAX;

  void SetUp() override {
    TasksTest::SetUp();
    countdown = kNever;
    arch_host()->let_in = transaction_ended;
  }

  // In a task. Makes the call, which is abandoned when its nth transaction has ended, and makes it again; what it has
  // acquired is released in between, as recovery does it. False: it had ended before.
  template <typename Call>
  static bool abandoned_and_repeated(uint64_t nth, Call call) {
    victim = task_current();
    uint64_t mark = victim->context.acquired;
    if (setjmp(place) == 0) {
      countdown = nth;
      call();
      countdown = kNever;
      return false;
    }
    ledger_release_since(static_cast<uint32_t>(victim->context.owner), mark);
    call();
    return true;
  }

  // What the running task owns, but for what lies below that.
  static std::vector<uint64_t> owned() {
    std::vector<uint64_t> objects;
    struct ledger_info info;
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      if (info.owner == task_current()->context.owner) objects.push_back(info.object);
    return objects;
  }

  // Runs `scenario`, in a task, for each place at which the call in it can be abandoned; it answers whether it was.
  static uint64_t at_each_place(const std::function<bool(uint64_t nth)> &scenario) {
    uint64_t places = 0;
    for (bool was_abandoned = true; was_abandoned; places++) {
      std::function<void()> body = [&] {
        std::vector<uint64_t> before = owned();
        was_abandoned = scenario(places + 1);
        EXPECT_EQ(owned(), before) << places;
        EXPECT_EQ(task_current()->queue.next, &task_current()->queue) << places;
      };
      spawn("abandons", body);
      run();
      EXPECT_EQ(task_count(), 0u);
    }
    return places - 1;
  }

private:
  static void transaction_ended() {
    if (task_current() != victim || countdown == kNever || --countdown > 0) return;
    countdown = kNever;
    longjmp(place, 1);
  }

  static inline std::jmp_buf place;
  static inline const struct task *victim;
  static inline uint64_t countdown = kNever;
};

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

}  // namespace
