// SPDX-License-Identifier: Apache-2.0
// abandon_fixture: a GoogleTest fixture for STEPS calls that are abandoned between any two of their transactions and made again with
// the same arguments.
#pragma once
#include <csetjmp>

#include <vector>

#include "kernel/clock/tasks_fixture.h"

// Base: a TasksTest.
template <class Base>
class AbandonIn : public Base {
protected:
  static constexpr uint64_t kNever = UINT64_MAX;

  void SetUp() override {
    Base::SetUp();
    countdown = kNever;
    gives_way = false;
    arch_host()->let_in = transaction_ended;
  }

  // In a task. Makes the call, which is abandoned when its nth transaction has ended, and makes it again; what it has
  // acquired is released in between, as recovery does it, and others run if gives_way. False: it had ended before.
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
    sched_wait_leave(task_current());
    ledger_release_since(static_cast<uint32_t>(victim->context.owner), mark);
    if (gives_way) sched_give_way(), sched_give_way();
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
    bool was_abandoned = true;
    while (was_abandoned) {
      std::function<void()> body = [&] {
        std::vector<uint64_t> before = owned();
        was_abandoned = scenario(places + 1);
        EXPECT_EQ(owned(), before) << places;
        EXPECT_EQ(task_current()->queue.next, &task_current()->queue) << places;
      };
      Base::spawn("abandons", body);
      Base::run();
      EXPECT_EQ(task_count(), 0u);
      places++;
    }
    return places - 1;
  }

  static inline bool gives_way;

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

using Abandon = AbandonIn<TasksTest>;
