// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/heap/heap.h"

extern "C" const struct cell_lifecycle timer_lifecycle;

namespace {

std::vector<uint64_t> called;  // arguments
uint64_t called_at;
struct timer *periodic, *other;

void Note(uint64_t argument) {
  called.push_back(argument);
  called_at = clock_now();
}

void Again(uint64_t period) {
  Note(period);
  if (called.size() < 5) timer_move(periodic, timer_deadline(periodic) + period);
}

void Repeat(uint64_t period) {
  Note(period);
  if (called.size() < 5) timer_repeat(periodic, period);
}

void StopItself(uint64_t argument) {
  Note(argument);
  EXPECT_FALSE(timer_stop(periodic));
}

void StopOther(uint64_t argument) {
  Note(argument);
  EXPECT_TRUE(timer_stop(other));
}

class Timer : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    ASSERT_EQ(timer_lifecycle.init(), OK);
    called.clear();
    before = Statistics();
    struct heap_statistics heap;
    heap_statistics(&heap);
    live = heap.live;
  }
  void TearDown() override {
    heap_fail_after(0);
    struct heap_statistics heap;
    heap_statistics(&heap);
    EXPECT_EQ(heap.live, live);
    EXPECT_EQ(Statistics().waiting, 0u);
    EXPECT_TRUE(timer_check());
  }
  static struct timer_statistics Statistics() {
    struct timer_statistics statistics;
    timer_statistics(&statistics);
    return statistics;
  }
  // In a task, which waits until nothing can be due any more.
  static void InATask(std::function<void()> body) {
    std::function<void()> whole = [&] {
      body();
      EXPECT_TRUE(timer_check());
    };
    spawn("with timers", whole);
    run();
  }
  struct timer_statistics before;
  uint64_t live = 0;
};

TEST_F(Timer, IsCalledAtItsMomentOneTime) {
  InATask([] {
    struct timer *timer;
    uint64_t deadline = clock_now() + kHertz;
    ASSERT_EQ(timer_start(deadline, Note, 7, &timer), OK);
    EXPECT_EQ(timer_state(timer), TIMER_WAITS);
    EXPECT_EQ(timer_deadline(timer), deadline);
    EXPECT_EQ(clock_sleep(kHertz / 2), OK);
    EXPECT_TRUE(called.empty());
    EXPECT_EQ(clock_sleep(kHertz), OK);
    EXPECT_EQ(called, std::vector<uint64_t>{7});
    EXPECT_GE(called_at, deadline);
    EXPECT_LE(called_at, deadline + 100);
    EXPECT_EQ(timer_state(timer), TIMER_OVER);
    EXPECT_EQ(clock_sleep(kHertz), OK);
    EXPECT_EQ(called.size(), 1u);
    EXPECT_FALSE(timer_stop(timer));
  });
}

TEST_F(Timer, InterruptsABusyTaskAtItsMoment) {
  InATask([] {
    struct timer *timer;
    uint64_t deadline = clock_now() + 1'234'567;
    ASSERT_EQ(timer_start(deadline, Note, 7, &timer), OK);
    pass(10'000'000);
    EXPECT_EQ(called.size(), 1u);
    EXPECT_GE(called_at, deadline);
    EXPECT_LE(called_at, deadline + 100);
    EXPECT_FALSE(timer_stop(timer));
  });
}

// A machine that slept, or was moved to another.
TEST_F(Timer, AllThatHoursWereDueAreCalledOnceInTheirOrderWhenTheCounterJumpsForward) {
  InATask([] {
    constexpr uint64_t kHour = 3600 * kHertz;
    struct timer *timers[4];
    uint64_t start = clock_now();
    for (uint64_t i = 0; i < 4; i++)
      ASSERT_EQ(timer_start(start + (4 - i) * kHour, Note, 4 - i, &timers[i]), OK);
    pass(kTick);
    EXPECT_TRUE(called.empty());
    arch_host()->cycles += 3 * kHour + kHour / 2;
    pass(kTick);
    EXPECT_EQ(called, (std::vector<uint64_t>{1, 2, 3}));
    EXPECT_GE(clock_now(), start + 3 * kHour);
    pass(kTick);
    EXPECT_EQ(called.size(), 3u);
    for (uint64_t i = 0; i < 4; i++)
      EXPECT_EQ(timer_stop(timers[i]), i == 0);
  });
}

TEST_F(Timer, IsNotEarlyWhenTheCounterJumpsBackByHoursAndIsCalledOnceWhenItIsThereAgain) {
  InATask([] {
    constexpr uint64_t kHour = 3600 * kHertz;
    struct timer *timer;
    arch_host()->cycles += 9 * kHour;
    pass(kTick);
    uint64_t before = clock_now(), deadline = before + kTick;
    ASSERT_EQ(timer_start(deadline, Note, 7, &timer), OK);
    arch_host()->cycles -= 5 * kHour;
    pass(100 * kTick);
    EXPECT_TRUE(called.empty());
    EXPECT_GE(clock_now() + kTick, before);  // it stands still
    arch_host()->cycles += 5 * kHour;
    pass(2 * kTick);
    EXPECT_EQ(called, std::vector<uint64_t>{7});
    EXPECT_GE(called_at, deadline);
    EXPECT_FALSE(timer_stop(timer));
  });
}

TEST_F(Timer, IsCalledSoonWhenItsMomentHasPassedAndNeverWhenThatIsNever) {
  InATask([] {
    struct timer *past, *zero, *never;
    pass(kTick);
    ASSERT_EQ(timer_start(clock_now() - 1, Note, 1, &past), OK);
    ASSERT_EQ(timer_start(0, Note, 2, &zero), OK);
    ASSERT_EQ(timer_start(UINT64_MAX, Note, 3, &never), OK);
    EXPECT_TRUE(called.empty());
    pass(1);
    EXPECT_EQ(called, (std::vector<uint64_t>{2, 1}));
    EXPECT_EQ(clock_sleep(kHertz * 3600), OK);
    EXPECT_EQ(called.size(), 2u);
    EXPECT_FALSE(timer_stop(past));
    EXPECT_FALSE(timer_stop(zero));
    EXPECT_TRUE(timer_stop(never));
    EXPECT_FALSE(timer_stop(nullptr));
  });
}

TEST_F(Timer, IsNotCalledWhenItWasStopped) {
  InATask([] {
    struct timer *timer;
    ASSERT_EQ(timer_start(clock_now() + 1000, Note, 7, &timer), OK);
    EXPECT_TRUE(timer_stop(timer));
    EXPECT_EQ(clock_sleep(kHertz), OK);
    EXPECT_TRUE(called.empty());
  });
}

TEST_F(Timer, MovesToAnEarlierAndToALaterMomentAndIsCalledAgainAfterItWasOver) {
  InATask([] {
    struct timer *timer;
    uint64_t now = clock_now();
    ASSERT_EQ(timer_start(now + kHertz, Note, 7, &timer), OK);
    timer_move(timer, now + 3 * kHertz);
    EXPECT_EQ(clock_sleep_until(now + 2 * kHertz), OK);
    EXPECT_TRUE(called.empty());
    timer_move(timer, now + 2 * kHertz + 1000);
    EXPECT_EQ(clock_sleep_until(now + 2 * kHertz + 2000), OK);
    EXPECT_EQ(called.size(), 1u);
    timer_move(timer, now + 4 * kHertz);
    EXPECT_EQ(timer_state(timer), TIMER_WAITS);
    EXPECT_EQ(clock_sleep_until(now + 5 * kHertz), OK);
    EXPECT_EQ(called.size(), 2u);
    EXPECT_FALSE(timer_stop(timer));
  });
}

TEST_F(Timer, MovedByItsOwnFunctionIsAPeriodThatDoesNotDrift) {
  InATask([] {
    uint64_t first = clock_now() + kTick;
    ASSERT_EQ(timer_start(first, Again, kTick, &periodic), OK);
    EXPECT_EQ(clock_sleep(100 * kTick), OK);
    EXPECT_EQ(called.size(), 5u);
    EXPECT_EQ(timer_deadline(periodic), first + 4 * kTick);
    EXPECT_FALSE(timer_stop(periodic));
  });
}

TEST_F(Timer, RepeatsByPeriodsThatDoNotDrift) {
  InATask([] {
    uint64_t first = clock_now() + kTick;
    ASSERT_EQ(timer_start(first, Repeat, kTick, &periodic), OK);
    EXPECT_EQ(clock_sleep(100 * kTick), OK);
    EXPECT_EQ(called.size(), 5u);
    EXPECT_EQ(timer_deadline(periodic), first + 4 * kTick);
    EXPECT_FALSE(timer_stop(periodic));
  });
}

TEST_F(Timer, PeriodsThatWereMissedAreNotMadeUpFor) {
  InATask([] {
    uint64_t first = clock_now() + kTick;
    ASSERT_EQ(timer_start(first, Repeat, kTick, &periodic), OK);
    arch_host()->cycles += 10 * kTick + kTick / 2;  // the machine was not run
    nucleus_host_interrupt(interrupt_host_tick);
    EXPECT_EQ(called.size(), 1u);
    EXPECT_EQ(timer_deadline(periodic), first + 10 * kTick);
    EXPECT_TRUE(timer_stop(periodic));
  });
}

TEST_F(Timer, MayBeStoppedByItsOwnFunctionAndByThatOfAnotherThatIsDueWithIt) {
  InATask([] {
    uint64_t deadline = clock_now() + kTick;
    ASSERT_EQ(timer_start(deadline, StopItself, 1, &periodic), OK);
    struct timer *first;
    ASSERT_EQ(timer_start(deadline, StopOther, 2, &first), OK);
    ASSERT_EQ(timer_start(deadline, Note, 3, &other), OK);
    EXPECT_EQ(clock_sleep(10 * kTick), OK);
    EXPECT_EQ(called, (std::vector<uint64_t>{1, 2}));
    EXPECT_FALSE(timer_stop(first));
  });
}

TEST_F(Timer, DiesWithItsOwnerUnlessItWasGivenAway) {
  struct timer *given = nullptr;
  uint32_t cell = ledger_cell("//kernel/timer:timer_test");
  std::function<void()> owner = [&] {
    struct timer *timer;
    for (uint64_t i = 0; i < 10; i++)
      ASSERT_EQ(timer_start(clock_now() + kHertz + i, Note, i, &timer), OK);
    ASSERT_EQ(timer_start(clock_now() + 2 * kHertz, Note, 77, &given), OK);
    EXPECT_EQ(timer_give(given, cell), OK);
  };
  spawn("owner", owner);
  InATask([&] {
    EXPECT_EQ(clock_sleep(kHertz / 2), OK);
    EXPECT_EQ(Statistics().waiting, 1u);
    EXPECT_EQ(clock_sleep(4 * kHertz), OK);
    EXPECT_EQ(called, std::vector<uint64_t>{77});
    EXPECT_FALSE(timer_stop(given));
  });
}

TEST_F(Timer, IsNotStartedWithoutAFunctionOrMemoryAndLeavesNothing) {
  InATask([] {
    struct timer *timer = nullptr;
    EXPECT_EQ(timer_start(5, nullptr, 0, &timer), INVALID);
    for (uint64_t nth = 1; nth < 20; nth++) {
      heap_fail_after(nth);
      status_t status = timer_start(UINT64_MAX, Note, 0, &timer);
      heap_fail_after(0);
      if (status == OK) {
        EXPECT_TRUE(timer_stop(timer));
        break;
      }
      EXPECT_EQ(status, NO_MEMORY);
      EXPECT_EQ(Statistics().waiting, 0u);
    }
  });
}

TEST_F(Timer, IsNotStartedWhereNoTimerComes) {
  interrupt_host_reset();
  struct timer *timer = nullptr;
  EXPECT_EQ(timer_start(5, Note, 0, &timer), UNSUPPORTED);
}

TEST_F(Timer, AreCalledInTheOrderOfTheirMomentsAndThoseOfOneInThatInWhichTheyCame) {
  constexpr uint64_t kMany = 20'000;
  InATask([] {
    std::mt19937 random(1);
    std::vector<struct timer *> timers(kMany);
    std::vector<std::pair<uint64_t, uint64_t>> wanted;
    uint64_t now = clock_now();
    for (uint64_t i = 0; i < kMany; i++) {
      uint64_t deadline = now + kHertz + random() % 1000 * 1000;
      ASSERT_EQ(timer_start(deadline, Note, i, &timers[i]), OK);
      wanted.emplace_back(deadline, i);
    }
    for (uint64_t i = 0; i < kMany; i += 7) {
      EXPECT_TRUE(timer_stop(timers[i]));
      timers[i] = nullptr;
    }
    EXPECT_TRUE(timer_check());
    EXPECT_EQ(clock_sleep(10 * kHertz), OK);
    std::sort(wanted.begin(), wanted.end());  // pairs: by number, where the moment is the same
    std::vector<uint64_t> order;
    for (const auto &[deadline, number] : wanted)
      if (number % 7 != 0) order.push_back(number);
    EXPECT_EQ(called, order);
    for (struct timer *timer : timers)
      EXPECT_FALSE(timer_stop(timer));
  });
}

// However many are due at the same moment, what else is ready goes on between them.
TEST_F(Timer, ThatAreAllDueAtOnceLeaveTimeForOthers) {
  constexpr uint64_t kMany = 1000;
  InATask([] {
    std::vector<struct timer *> timers(kMany);
    uint64_t deadline = clock_now() + kTick;
    for (uint64_t i = 0; i < kMany; i++)
      ASSERT_EQ(timer_start(deadline, Note, i, &timers[i]), OK);
    EXPECT_EQ(clock_sleep_until(deadline), OK);
    EXPECT_GT(called.size(), 0u);
    EXPECT_LT(called.size(), 100u);
    EXPECT_EQ(clock_sleep(kHertz), OK);
    EXPECT_EQ(called.size(), timers.size());
    for (struct timer *timer : timers)
      EXPECT_FALSE(timer_stop(timer));
  });
}

}  // namespace
