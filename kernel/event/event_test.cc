// SPDX-License-Identifier: Apache-2.0
#include "kernel/event/event.h"

#include "kernel/clock/tasks_fixture.h"

namespace {

class Event : public TasksTest {};

TEST_F(Event, KeepsWhatWasSetUntilItIsTaken) {
  struct event event = {};
  std::function<void()> body = [&] {
    event_set(&event, 1);
    event_set(&event, 4);
    uint64_t taken = 0;
    EXPECT_EQ(event_wait(&event, &taken, 0), OK);
    EXPECT_EQ(taken, 5u);
    EXPECT_EQ(event_wait(&event, &taken, 0), OK);  // made again: the same
    EXPECT_EQ(taken, 5u);
    taken = 0;
    EXPECT_EQ(event_wait(&event, &taken, clock_now() + kTick), TIMED_OUT);
    EXPECT_EQ(taken, 0u);
  };
  spawn("takes", body);
  run();
}

TEST_F(Event, OneOfThoseThatWaitTakesIt) {
  struct event event = {};
  uint64_t sum = 0;
  int ended = 0;
  std::function<void()> waits = [&] {
    uint64_t taken = 0;
    EXPECT_EQ(event_wait(&event, &taken, 0), OK);
    sum += taken;
    ended++;
  };
  std::function<void()> sets = [&] {
    event_set(&event, 0);
    sched_give_way();
    EXPECT_EQ(ended, 0);
    for (uint64_t bits : {1u, 2u, 4u}) {
      event_set(&event, bits);
      sched_give_way();
    }
  };
  for (int i = 0; i < 3; i++)
    spawn("waits", waits);
  spawn("sets", sets);
  run();
  EXPECT_EQ(ended, 3);
  EXPECT_EQ(sum, 7u);
}

TEST_F(Event, IsNotLostWithATaskThatWasWokenAndKilled) {
  struct event event = {};
  uint64_t got = 0;
  std::function<void()> dies = [&] {
    uint64_t taken = 0;
    (void)!event_wait(&event, &taken, 0);
    ADD_FAILURE();
  };
  std::function<void()> waits = [&] { EXPECT_EQ(event_wait(&event, &got, 0), OK); };
  uint64_t first = spawn("dies", dies);
  spawn("waits", waits);
  std::function<void()> killer = [&] {
    event_set(&event, 8);
    EXPECT_EQ(sched_kill(first), OK);
  };
  spawn("killer", killer);
  run();
  EXPECT_EQ(got, 8u);
}

TEST_F(Event, IsSetOutsideTasksAndWaitedForInsideOnly) {
  struct event event = {};
  uint64_t taken = 0;
  EXPECT_EQ(event_wait(&event, &taken, 0), INVALID);
  event_set(&event, 2);
  EXPECT_EQ(event_wait(&event, &taken, 0), OK);
  EXPECT_EQ(taken, 2u);
}

}  // namespace
