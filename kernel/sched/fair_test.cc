// SPDX-License-Identifier: Apache-2.0
// How the fair policy counts.
#include <gtest/gtest.h>

#include "kernel/sched/policy.h"

namespace {

constexpr uint64_t kSlice = 6000000;

class Fair : public ::testing::Test {
protected:
  struct task *New(uint8_t priority = 0) {
    struct task *task = &tasks_[used_++];
    task->number = static_cast<uint64_t>(used_);
    task->cpus = TASK_CPUS_ALL;
    task->priority = priority;
    task->state = TASK_READY;
    return task;
  }
  struct task *Enqueue(uint8_t priority = 0) {
    struct task *task = New(priority);
    policy_enqueue(&queue_, task, POLICY_WOKEN, 0);
    return task;
  }
  // Each runs what is left of its slice whenever it is chosen; what the first has had of all.
  double ShareOf(const struct task *task, int choices) {
    uint64_t its = 0, all = 0;
    for (int i = 0; i < choices; i++) {
      struct task *next = policy_choose(&queue_);
      next->switches++;
      uint64_t ran = policy_slice_ns(next);
      if (next == task) its += ran;
      all += ran;
      policy_enqueue(&queue_, next, POLICY_PREEMPTED, ran);
    }
    return static_cast<double>(its) / static_cast<double>(all);
  }
  struct sched_queue queue_ = {};
  struct task tasks_[64] = {};
  int used_ = 0;
};

TEST_F(Fair, GivesSharesByWeight) {
  struct task *low = Enqueue(0);
  Enqueue(4), Enqueue(4);
  EXPECT_NEAR(ShareOf(low, 3000), 1.0 / 5, 0.01);
}

TEST_F(Fair, GivesTheLowestItsShareBesideTheHighest) {
  struct task *low = Enqueue(0);
  Enqueue(TASK_PRIORITY_MOST);
  EXPECT_NEAR(ShareOf(low, 100000), 4.0 / 900, 0.001);
}

TEST_F(Fair, GoesOnWhereVirtualTimeWraps) {
  policy_choose(&queue_);  // its queue from now on
  queue_.time = UINT64_MAX - 1000;
  struct task *first = Enqueue(0);
  Enqueue(0), Enqueue(0);
  EXPECT_NEAR(ShareOf(first, 3000), 1.0 / 3, 0.01);
  EXPECT_LT(queue_.time, UINT64_MAX / 2);
}

TEST_F(Fair, AsksForShorterSlicesWhereATaskWantsLittleAndForLongerOnesWhereItUsesThemUp) {
  struct task *task = Enqueue();
  EXPECT_EQ(policy_slice_ns(task), kSlice / 8);  // a new one
  for (uint64_t slice : {kSlice / 4, kSlice / 2, kSlice, kSlice}) {
    ASSERT_EQ(policy_choose(&queue_), task);
    task->switches++;
    policy_enqueue(&queue_, task, POLICY_PREEMPTED, policy_slice_ns(task));
    EXPECT_EQ(policy_slice_ns(task), slice);
  }
  for (uint64_t slice : {kSlice / 2, kSlice / 4, kSlice / 8, kSlice / 8}) {
    ASSERT_EQ(policy_choose(&queue_), task);
    policy_account(&queue_, task, 1000, true);
    policy_enqueue(&queue_, task, POLICY_WOKEN, 0);
    EXPECT_EQ(policy_slice_ns(task), slice);
  }
}

TEST_F(Fair, OwesATaskThatSleptForAnHourASliceAtMost) {
  struct task *sleeps = Enqueue(0), *busy = Enqueue(0);
  ASSERT_EQ(policy_choose(&queue_), sleeps);
  policy_account(&queue_, sleeps, 1000, true);
  ASSERT_EQ(policy_choose(&queue_), busy);
  policy_enqueue(&queue_, busy, POLICY_PREEMPTED, UINT64_C(3600000000000));
  policy_enqueue(&queue_, sleeps, POLICY_WOKEN, 0);
  EXPECT_EQ(queue_.time - sleeps->turn.start, kSlice * 4096 / 4);
  EXPECT_EQ(policy_choose(&queue_), sleeps);
}

// What a task is owed, or owes, goes with it from one processor to another.
TEST_F(Fair, KeepsWhatATaskIsOwedInAnotherQueue) {
  struct task *moves = Enqueue(0), *busy = Enqueue(0);
  policy_remove(&queue_, moves);
  policy_enqueue(&queue_, moves, POLICY_PREEMPTED, 0);
  ASSERT_EQ(policy_choose(&queue_), busy);
  policy_enqueue(&queue_, busy, POLICY_PREEMPTED, kSlice / 8);
  uint64_t owed = queue_.time - moves->turn.start;
  EXPECT_GT(owed, 0u);
  struct sched_queue other = {};
  policy_enqueue(&other, New(0), POLICY_WOKEN, 0);
  other.time += 1234567;
  ASSERT_EQ(policy_steal(&queue_, 0), moves);
  policy_enqueue(&other, moves, POLICY_PREEMPTED, 0);
  EXPECT_EQ(other.time - moves->turn.start, owed);
  EXPECT_EQ(queue_.weight, 4u);
  EXPECT_EQ(other.weight, 8u);
}

TEST_F(Fair, RunsTheFirstThatWillBeEligibleWhereNobodyIs) {
  struct task *first = Enqueue(0), *second = Enqueue(8);
  queue_.time -= 1000000;
  EXPECT_NE(policy_choose(&queue_), nullptr);
  EXPECT_EQ(queue_.time, first->turn.start);
  EXPECT_EQ(first->turn.start, second->turn.start);
}

TEST_F(Fair, PreemptsForWhoIsDueEarlier) {
  struct task *busy = Enqueue(4);
  for (int i = 0; i < 5; i++) {
    ASSERT_EQ(policy_choose(&queue_), busy);
    busy->switches++;
    policy_enqueue(&queue_, busy, POLICY_PREEMPTED, policy_slice_ns(busy));
  }
  ASSERT_EQ(policy_choose(&queue_), busy);
  struct task *fresh = Enqueue(4);
  EXPECT_TRUE(policy_preempts(&queue_, busy, fresh));   // a short slice
  EXPECT_FALSE(policy_preempts(&queue_, fresh, busy));  // not in the queue's time yet
}

}  // namespace
