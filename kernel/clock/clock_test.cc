// SPDX-License-Identifier: Apache-2.0
#include "kernel/clock/clock.h"

#include <algorithm>
#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/interrupt/interrupt.h"

namespace {

class Clock : public TasksTest {
protected:
  static void TimerComesNow() {
    interrupt_host_tick();
  }
  static void TimerComes() {
    arch_host()->interrupts_on = 0;
    TimerComesNow();
    arch_host()->interrupts_on = 1;
  }
  static uint64_t Timers() {
    struct interrupt_info info;
    for (uint32_t i = 0; interrupt_info(i, &info) == OK; i++)
      if (std::string(info.name) == "timer") return info.count;
    return 0;
  }
};

TEST_F(Clock, CountsFromItsInitialisation) {
  uint64_t now = clock_now();
  EXPECT_LT(now, 1000u);
  arch_host()->cycles += kHertz;
  EXPECT_NEAR(static_cast<double>(clock_now() - now), 1e9, 1e9 / 200);
}

TEST_F(Clock, TellsTheTimeOfAMomentAndNothingBeforeTheStart) {
  uint64_t moment = arch_host()->cycles;
  arch_host()->cycles += 5000;
  EXPECT_NEAR(static_cast<double>(clock_now() - clock_at(moment)), 5000, 50);
  EXPECT_EQ(clock_at(0), 0u);
}

TEST_F(Clock, NeverGoesBackBehindTheLastTimer) {
  arch_host()->cycles += 10 * kTick;
  TimerComes();
  uint64_t now = clock_now();
  arch_host()->cycles -= 5 * kTick;  // a counter that another CPU, or a sleep of the machine, set back
  EXPECT_GE(clock_now(), now);
  arch_host()->cycles = 0;
  EXPECT_GE(clock_now(), now);
}

TEST_F(Clock, IsExactOverFiveHundredYears) {
  uint64_t second = clock_from_cycles(clock_frequency());
  EXPECT_NEAR(static_cast<double>(second), 1e9, 2);
  uint64_t years = uint64_t{500} * 365 * 24 * 3600;
  uint64_t long_time = clock_from_cycles(clock_frequency() * years);
  EXPECT_NEAR(static_cast<double>(long_time) / static_cast<double>(years), 1e9, 2);
  EXPECT_GT(clock_from_cycles(UINT64_MAX), clock_from_cycles(UINT64_MAX / 2));
}

TEST_F(Clock, SleepsAtLeastAsLongAsAskedAndNoLonger) {
  for (uint64_t ns : {uint64_t{1}, uint64_t{1000}, uint64_t{3999999}, uint64_t{4000001}, uint64_t{1000000000}}) {
    uint64_t slept = 0;
    std::function<void()> body = [&] {
      uint64_t before = clock_now();
      EXPECT_EQ(clock_sleep(ns), OK);
      slept = clock_now() - before;
    };
    spawn("sleeper", body);
    run();
    EXPECT_GE(slept, ns);
    EXPECT_LE(slept, ns + 10);
  }
}

// Deadlines around some moment.
TEST_F(Clock, IsNotEarlyByAHair) {
  uint64_t tick = clock_from_cycles(kTick), ns = tick - 1000;
  std::function<void()> body = [&] {
    for (; ns < tick + 1000; ns += 10) {
      uint64_t before = clock_now();
      ASSERT_EQ(clock_sleep(ns), OK);
      ASSERT_GE(clock_now() - before, ns);
    }
  };
  spawn("sleeper", body);
  run();
  EXPECT_GE(ns, tick + 1000);
}

TEST_F(Clock, HasNoTimerComeWhileNothingIsDue) {
  std::function<void()> body = [] {
    EXPECT_EQ(clock_sleep(kHertz * 3600), OK);
    EXPECT_EQ(clock_sleep(kHertz * 3600), OK);
  };
  spawn("sleeper", body);
  run();
  EXPECT_LE(idle_ticks, 6);  // and not 250 a second
}

TEST_F(Clock, HasTheTimerComeForEachSliceOfABusyTask) {
  uint64_t before = 0, after = 0;
  std::function<void()> body = [&] {
    before = Timers();
    pass(kHertz);
    after = Timers();
  };
  spawn("busy", body);
  run();
  EXPECT_GE(after - before, 100u);
  EXPECT_LE(after - before, 200u);
}

TEST_F(Clock, TakesATimerThatComesForNothingForNothing) {
  uint64_t slept = 0;
  std::function<void()> body = [&] {
    uint64_t before = clock_now();
    EXPECT_EQ(clock_sleep(kHertz), OK);
    slept = clock_now() - before;
  };
  struct task *task;
  spawn("sleeper", body, &task);
  std::function<void()> busy = [&] {
    for (int i = 0; i < 1000; i++)
      nucleus_host_interrupt(interrupt_host_tick);
    EXPECT_EQ(task->state, TASK_WAITING);
  };
  spawn("busy", busy);
  run();
  EXPECT_GE(slept, kHertz);
  EXPECT_LE(slept, kHertz + 10);
  task_release(task);
}

TEST_F(Clock, WakesNobodyEarlyWhenTheCounterJumpsBackAndAllWhenItIsThereAgain) {
  uint64_t woke = 0, deadline = clock_now() + kHertz;
  std::function<void()> body = [&] {
    EXPECT_EQ(clock_sleep_until(deadline), OK);
    woke = clock_now();
  };
  struct task *task;
  spawn("sleeper", body, &task);
  std::function<void()> busy = [&] {
    pass(kHertz / 2);
    uint64_t now = clock_now();
    arch_host()->cycles -= kHertz / 4;
    for (int i = 0; i < 100; i++)
      nucleus_host_interrupt(interrupt_host_tick);
    EXPECT_GE(clock_now(), now - kHertz / 100);  // it was a slice ago that a timer came last
    EXPECT_EQ(task->state, TASK_WAITING);
    arch_host()->cycles += 2 * kHertz;
    nucleus_host_interrupt(interrupt_host_tick);
    EXPECT_NE(task->state, TASK_WAITING);
  };
  spawn("busy", busy);
  run();
  EXPECT_GE(woke, deadline);
  task_release(task);
}

TEST_F(Clock, GoesOnWhenTheCounterStandsStill) {
  std::function<void()> body = [&] { EXPECT_EQ(clock_sleep(kHertz), OK); };
  struct task *task;
  spawn("sleeper", body, &task);
  std::function<void()> busy = [&] {
    for (int i = 0; i < 100; i++) {
      nucleus_host_interrupt(interrupt_host_tick);
      EXPECT_GT(interrupt_host_alarm(), arch_host()->cycles);  // no storm
    }
    EXPECT_EQ(task->state, TASK_WAITING);
  };
  spawn("busy", busy);
  run();
  task_release(task);
}

TEST_F(Clock, ArmsTheTimerForTheFirstMomentThatItWasAskedForAndForNoneBeforeThat) {
  arch_host()->interrupts_on = 0;
  TimerComesNow();
  EXPECT_EQ(interrupt_host_alarm(), UINT64_MAX);
  clock_alarm(CLOCK_NEVER);
  EXPECT_EQ(interrupt_host_alarm(), UINT64_MAX);
  for (uint64_t moment : {UINT64_MAX - 1, uint64_t{50'000'000}, uint64_t{10'000'000}, uint64_t{1}, uint64_t{0}}) {
    clock_alarm(moment);
    uint64_t alarm = interrupt_host_alarm();
    if (moment > kHertz * 3600) continue;
    EXPECT_GE(clock_at(alarm), moment);
    EXPECT_LT(clock_at(alarm - 2), std::max(moment, uint64_t{1}));
    clock_alarm(moment + 1);
    EXPECT_EQ(interrupt_host_alarm(), alarm);
  }
  TimerComesNow();
  arch_host()->interrupts_on = 1;
}

TEST_F(Clock, AlarmsAreNeverEarlyAtAnyFrequency) {
  for (uint64_t hertz : {uint64_t{10'000'000}, uint64_t{25'000'000}, uint64_t{999'999'937}, uint64_t{6'000'000'000}}) {
    arch_host()->cycles = 12345;
    FakePit::install(hertz);
    ASSERT_EQ(clock_lifecycle.init(), OK) << hertz;
    FakePit::remove();
    arch_host()->interrupts_on = 0;
    for (uint64_t moment = uint64_t{1} << 58; moment > 10; moment = moment / 3 * 2) {
      clock_alarm(moment);
      EXPECT_GE(clock_at(interrupt_host_alarm()), moment) << hertz;
      EXPECT_LE(clock_at(interrupt_host_alarm() - 2), moment) << hertz;
    }
    arch_host()->interrupts_on = 1;
  }
}

TEST_F(Clock, WakesSleepersInTheOrderOfTheirDeadlines) {
  std::string order;
  std::function<void()> late = [&] {
    EXPECT_EQ(clock_sleep(30 * kTick), OK);
    order += 'l';
  };
  std::function<void()> early = [&] {
    EXPECT_EQ(clock_sleep(10 * kTick), OK);
    order += 'e';
  };
  std::function<void()> middle = [&] {
    EXPECT_EQ(clock_sleep(20 * kTick), OK);
    order += 'm';
  };
  spawn("late", late);
  spawn("early", early);
  spawn("middle", middle);
  run();
  EXPECT_EQ(order, "eml");
}

TEST_F(Clock, WakesThoseOfOneDeadlineInTheOrderInWhichTheyCame) {
  std::string order;
  std::function<void()> a = [&] {
    EXPECT_EQ(clock_sleep(1), OK);
    order += 'a';
  };
  std::function<void()> b = [&] {
    EXPECT_EQ(clock_sleep(1), OK);
    order += 'b';
  };
  std::function<void()> c = [&] {
    EXPECT_EQ(clock_sleep(1), OK);
    order += 'c';
  };
  spawn("a", a);
  spawn("b", b);
  spawn("c", c);
  run();
  EXPECT_EQ(order, "abc");
}

TEST_F(Clock, WakesAllOfOneDeadlineAtOnceHoweverManyTheyAre) {
  constexpr int kMany = 200;
  std::vector<int> order;
  uint64_t woke = 0, deadline = clock_now() + 7 * kTick;
  std::vector<std::function<void()>> bodies(kMany);
  for (int i = 0; i < kMany; i++) {
    bodies[static_cast<size_t>(i)] = [&, i] {
      EXPECT_EQ(clock_sleep_until(deadline), OK);
      order.push_back(i);
      woke = clock_now();
    };
    spawn("one of many", bodies[static_cast<size_t>(i)]);
  }
  run();
  ASSERT_EQ(order.size(), size_t{kMany});
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_LT(woke, deadline + kTick);
}

TEST_F(Clock, SleepsForEverWhenAskedForMoreThanThereIs) {
  struct task *task;
  bool woke = false;
  std::function<void()> body = [&] {
    pass(3 * kTick);
    EXPECT_EQ(clock_sleep(UINT64_MAX), OK);
    woke = true;
  };
  spawn("for ever", body, &task);
  std::function<void()> killer = [&] {
    EXPECT_EQ(clock_sleep(kHertz), OK);
    EXPECT_EQ(task->state, TASK_WAITING);
    EXPECT_STREQ(task->waits_for, "sleep");
    EXPECT_EQ(sched_kill(task->number), OK);
  };
  spawn("killer", killer);
  run();
  EXPECT_EQ(task->state, TASK_ENDED);
  EXPECT_FALSE(woke);
  task_release(task);
}

TEST_F(Clock, ReturnsAtOnceFromASleepOfNothing) {
  struct task *task;
  std::function<void()> body = [&] {
    EXPECT_EQ(clock_sleep(0), OK);
    EXPECT_EQ(clock_sleep_until(clock_now()), OK);
  };
  spawn("hasty", body, &task);
  run();
  EXPECT_EQ(task->switches, 1u);
  task_release(task);
}

TEST_F(Clock, GoesOnSleepingWhenItIsWokenForNothing) {
  struct task *task;
  uint64_t deadline = clock_now() + 20 * kTick;
  std::function<void()> body = [&] {
    EXPECT_EQ(clock_sleep_until(deadline), OK);
    EXPECT_GE(clock_now(), deadline);
  };
  std::function<void()> waker = [&] {
    EXPECT_EQ(clock_sleep(5 * kTick), OK);
    EXPECT_TRUE(sched_wake(task));
  };
  spawn("sleeper", body, &task);
  spawn("waker", waker);
  run();
  EXPECT_EQ(task->switches, 3u);
  task_release(task);
}

TEST_F(Clock, RefusesToSleepOutsideATask) {
  EXPECT_EQ(clock_sleep(1), INVALID);
}

TEST_F(Clock, RefusesToSleepWhereNothingTicks) {
  interrupt_host_reset();
  status_t status = OK;
  std::function<void()> body = [&] { status = clock_sleep(1); };
  spawn("sleepless", body);
  run();
  EXPECT_EQ(status, UNSUPPORTED);
  EXPECT_EQ(task_count(), 0u);
}

class Calibration : public ::testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    interrupt_host_reset();
    FakePit::stands_still = FakePit::goes_to_and_fro = false;
    FakePit::cycles_extra = 0;
    FakePit::accesses = 0;
    FakePit::stall_at = UINT64_MAX;
    FakePit::access_ns = 1000;
  }
  void TearDown() override {
    SetUp();
    FakePit::remove();
  }
};

TEST_F(Calibration, IsWithinAHalfPercentAtEveryFrequency) {
  for (uint64_t hertz :
       {uint64_t{25'000'000}, uint64_t{1'000'000'000}, uint64_t{2'611'000'000}, uint64_t{6'000'000'000}}) {
    FakePit::install(hertz);
    ASSERT_EQ(clock_lifecycle.init(), OK);
    EXPECT_NEAR(static_cast<double>(clock_frequency()), static_cast<double>(hertz), static_cast<double>(hertz) / 200);
  }
}

// Where a look at the timer takes less than one of its ticks, the edges count.
TEST_F(Calibration, IsBetterStillWhereTheTimerIsQuickToRead) {
  FakePit::access_ns = 50;
  for (uint64_t start = 1000; start < 2000; start += 37) {
    arch_host()->cycles = start;
    FakePit::install(1'000'000'000);
    ASSERT_EQ(clock_lifecycle.init(), OK);
    EXPECT_NEAR(static_cast<double>(clock_frequency()), 1e9, 1e9 / 1000) << start;
  }
}

TEST_F(Calibration, TakesAboutAMillisecond) {
  FakePit::install(1'000'000'000);
  uint64_t before = arch_host()->cycles;
  ASSERT_EQ(clock_lifecycle.init(), OK);
  EXPECT_LT(arch_host()->cycles - before, 1'200'000u);
  EXPECT_GT(arch_host()->cycles - before, 900'000u);
}

TEST_F(Calibration, CrossesTheWrapOfTheCount) {
  for (uint64_t start = 0; start < 65536; start += 200) {
    arch_host()->cycles = start * 838 + 1;  // a tick of the timer is 838 ns
    FakePit::install(1'000'000'000);
    ASSERT_EQ(clock_lifecycle.init(), OK);
    EXPECT_NEAR(static_cast<double>(clock_frequency()), 1e9, 1e9 / 200) << start;
  }
}

// One window crosses the wrap, another is disturbed: the third would not be the median if the first were wrong.
TEST_F(Calibration, CrossesTheWrapAfterAPause) {
  for (uint64_t start = 65536 - 1300; start < 65536; start += 30) {
    for (uint64_t stall = 300; stall < 400; stall++) {
      SetUp();
      arch_host()->cycles = start * 838 + 1;
      FakePit::stall_at = stall;
      FakePit::install(1'000'000'000);
      ASSERT_EQ(clock_lifecycle.init(), OK);
      EXPECT_NEAR(static_cast<double>(clock_frequency()), 1e9, 1e9 / 100) << start << ' ' << stall;
    }
  }
}

TEST_F(Calibration, IsNotMisledByOnePauseWhereverItComes) {
  for (uint64_t stall = 0; stall < 1100; stall++) {
    SetUp();
    FakePit::stall_at = stall;
    FakePit::install(1'000'000'000);
    ASSERT_EQ(clock_lifecycle.init(), OK);
    EXPECT_NEAR(static_cast<double>(clock_frequency()), 1e9, 1e9 / 100) << stall;
  }
}

TEST_F(Calibration, GivesUpOnATimerThatStandsStill) {
  FakePit::install(1'000'000'000);
  FakePit::stands_still = true;
  EXPECT_EQ(clock_lifecycle.init(), UNSUPPORTED);
  EXPECT_LT(FakePit::accesses, 300000u);
}

TEST_F(Calibration, GivesUpOnATimerThatIsNotThere) {  // every port reads as all ones
  EXPECT_EQ(clock_lifecycle.init(), UNSUPPORTED);
}

TEST_F(Calibration, GivesUpOnATimerThatGetsNowhere) {
  FakePit::goes_to_and_fro = true;
  for (uint64_t phase = 0; phase < 12; phase++) {
    FakePit::accesses = phase;
    FakePit::install(1'000'000'000);
    EXPECT_EQ(clock_lifecycle.init(), UNSUPPORTED) << phase;
  }
}

// The counter runs backwards from a great height while the timer counts on.
TEST_F(Calibration, RefusesACounterThatRunsBackwards) {
  FakePit::install(1'000'000'000);
  arch_host()->cycles = 1'000'000'000'000;
  FakePit::cycles_extra = -2000;
  EXPECT_EQ(clock_lifecycle.init(), UNSUPPORTED);
}

TEST_F(Calibration, RefusesACounterThatStandsStill) {
  static uint16_t count = 65535;
  static bool high = false;
  arch_host()->in = [](uint16_t, uint32_t) -> uint32_t {
    high = !high;
    if (high) count = static_cast<uint16_t>(count - 1);
    return high ? count & 0xff : count >> 8;
  };
  arch_host()->cycles = 77;
  EXPECT_EQ(clock_lifecycle.init(), UNSUPPORTED);
}

TEST_F(Calibration, SaysSoWhenThereIsNoTick) {
  FakePit::install(100);  // a counter that slow cannot drive a tick of 250 Hz
  EXPECT_NE(clock_lifecycle.init(), OK);
}

}  // namespace
