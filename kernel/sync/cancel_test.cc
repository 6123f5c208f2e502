// SPDX-License-Identifier: Apache-2.0
// cancel: waits that somebody calls off.
#include "kernel/clock/tasks_fixture.h"
#include "kernel/sync/sync.h"

namespace {

class Cancel : public TasksTest {
protected:
  static status_t wait(struct wait_queue *queue, struct cancellation *cancellation, uint64_t deadline) {
    wait_join_under(queue, cancellation, deadline, "test");
    return wait_here();
  }
};

TEST_F(Cancel, EndsAllWaitsUnderItInWhateverQueueAndLeavesOthersAlone) {
  struct wait_queue first = {}, second = {};
  struct cancellation cancellation = {};
  int called_off = 0, woken = 0;
  std::function<void()> a = [&] { called_off += wait(&first, &cancellation, 0) == INTERRUPTED; };
  std::function<void()> b = [&] { called_off += wait(&second, &cancellation, clock_now() + kHertz) == INTERRUPTED; };
  std::function<void()> c = [&] {
    wait_join(&first, 0, "test");
    woken += wait_here() == OK;
  };
  std::function<void()> killer = [&] {
    EXPECT_EQ(wait_call_off(&cancellation), OK);
    sched_give_way();
    EXPECT_EQ(called_off, 2);
    EXPECT_TRUE(wait_wake_one(&first));
    EXPECT_FALSE(wait_wake_one(&first));
    EXPECT_FALSE(wait_wake_one(&second));
  };
  spawn("a", a);
  spawn("b", b);
  spawn("c", c);
  spawn("killer", killer);
  run();
  EXPECT_EQ(called_off, 2);
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Cancel, CallsOffWhatIsEnteredLaterUntilItIsAllowedAgain) {
  struct wait_queue queue = {};
  struct cancellation cancellation = {};
  std::function<void()> body = [&] {
    EXPECT_EQ(wait_call_off(&cancellation), OK);
    uint64_t switches = task_current()->switches;
    EXPECT_EQ(wait(&queue, &cancellation, 0), INTERRUPTED);
    EXPECT_EQ(task_current()->switches, switches);
    EXPECT_FALSE(wait_wake_one(&queue));
    wait_allow(&cancellation);
    EXPECT_EQ(wait(&queue, &cancellation, clock_now() + kTick), TIMED_OUT);
  };
  spawn("body", body);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Cancel, ForgetsATaskThatWasWokenOrKilled) {
  struct wait_queue queue = {};
  struct cancellation cancellation = {};
  struct task *killed;
  std::function<void()> waits = [&] { ADD_FAILURE() << status_name(wait(&queue, &cancellation, 0)); };
  std::function<void()> wakes = [&] {
    EXPECT_EQ(wait(&queue, &cancellation, 0), OK);
    wait_join(&queue, clock_now() + 5 * kTick, "test");
    EXPECT_EQ(wait_here(), TIMED_OUT);  // not called off: this wait is under no cancellation
  };
  std::function<void()> body = [&] {
    EXPECT_EQ(sched_kill(killed->number), OK);
    EXPECT_TRUE(wait_wake_one(&queue));
    sched_give_way();
    EXPECT_TRUE(list_is_empty(&cancellation.waits));
    EXPECT_EQ(wait_call_off(&cancellation), OK);
  };
  spawn("killed", waits, &killed);
  spawn("wakes", wakes);
  spawn("body", body);
  run();
  task_release(killed);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Cancel, OfMoreWaitsThanOneTransactionWakesIsDoneInParts) {
  struct wait_queue queue = {};
  struct cancellation cancellation = {};
  int called_off = 0;
  std::function<void()> waits = [&] { called_off += wait(&queue, &cancellation, 0) == INTERRUPTED; };
  std::function<void()> body = [&] {
    uint32_t parts = 1;
    while (wait_call_off(&cancellation) == WAITING)
      parts++;
    EXPECT_EQ(parts, 4u);
  };
  for (int i = 0; i < 100; i++)
    spawn("waits", waits);
  spawn("body", body);
  run();
  EXPECT_EQ(called_off, 100);
}

}  // namespace
