// SPDX-License-Identifier: Apache-2.0
// tasks_fixture: a GoogleTest fixture in which the real task, sched, clock and sync cells run, on the host's nucleus
// and in fake time.
//
// Time passes only in run(), up to the moment for which the timer is armed when nothing is ready, and where a task calls pass(). So every test is
// the same each time, however slow the machine. What ended tasks owned is released around each choice, as the undertaker's
// task does it in the system.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "kernel/arch/host.h"
#include "kernel/clock/clock.h"
#include "kernel/clock/fake_pit.h"
#include "kernel/interrupt/host.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "kernel/sched/sched.h"

extern "C" const struct cell_lifecycle sched_lifecycle, clock_lifecycle;

class TasksTest : public ::testing::Test {
protected:
  static constexpr uint64_t kHertz = 1'000'000'000;  // so that a cycle is a nanosecond
  static constexpr uint64_t kTick = kHertz / 250;    // some time
  static constexpr int kIdleTicksMost = 10000;       // then whoever still waits, waits for ever

  void SetUp() override {
    // The fake machine's RAM is shared with forked children, so a death test starts a program of its own.
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    arch_host_reset();
    nucleus_host_reset();
    nucleus_host_before_choice(bury);
    interrupt_host_reset();
    FakePit::install(kHertz);
    ASSERT_EQ(sched_lifecycle.init(), OK);
    ASSERT_EQ(clock_lifecycle.init(), OK);
    FakePit::remove();
    idle_ticks = 0;
  }

  // Runs until no task is left, or all that are left wait for what never comes.
  static void run() {
    nucleus_host_run(idle);
  }

  // In a task: time passes, and the timer comes when it is asked to; the task may be preempted each time.
  static void pass(uint64_t ns) {
    for (;;) {
      uint64_t now = arch_host()->cycles, alarm = interrupt_host_alarm();
      uint64_t step = alarm <= now ? 0 : std::min(ns, alarm - now);
      arch_host()->cycles += step;
      ns -= step;
      if (alarm > now + step) return;
      nucleus_host_interrupt(interrupt_host_tick);
    }
  }

  // Starts a task that runs `body`, which must outlive it. Null reference: nobody joins it.
  static uint64_t spawn(const char *name, std::function<void()> &body, struct task **reference = nullptr) {
    struct task *task = nullptr;
    EXPECT_EQ(sched_spawn(name, enter, &body, &task), OK);
    uint64_t number = task->number;
    if (reference != nullptr)
      *reference = task;
    else
      task_release(task);
    return number;
  }

  static inline int idle_ticks;

private:
  static void enter(void *body) {
    (*static_cast<std::function<void()> *>(body))();
  }

  static void bury() {
    for (struct ledger_work work = {}; ledger_bury_one(&work); work = {}) {}
  }

  static bool idle() {
    if (task_count() == 0 || ++idle_ticks > kIdleTicksMost) return false;
    if (interrupt_host_alarm() == UINT64_MAX) return false;
    arch_host()->cycles = std::max(arch_host()->cycles, interrupt_host_alarm());
    nucleus_host_interrupt(interrupt_host_tick);
    return true;
  }
};
