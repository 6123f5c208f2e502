// SPDX-License-Identifier: Apache-2.0
// Which task the priority policy chooses.
#include <gtest/gtest.h>

#include "kernel/sched/policy.h"

namespace {

class Priority : public ::testing::Test {
protected:
  void SetUp() override {
    list_init(&queue_.ready);
  }
  struct task *Enqueue(uint8_t priority, bool was_preempted = false) {
    struct task *task = &tasks_[used_++];
    task->priority = priority;
    policy_enqueue(&queue_, task, was_preempted);
    return task;
  }
  struct sched_queue queue_ = {};
  struct task tasks_[8] = {};
  int used_ = 0;
};

TEST_F(Priority, ChoosesTheHighestFirstAndEqualsInTurn) {
  struct task *low = Enqueue(1), *first = Enqueue(9), *second = Enqueue(9), *lowest = Enqueue(0);
  EXPECT_EQ(policy_choose(&queue_), first);
  EXPECT_EQ(policy_choose(&queue_), second);
  EXPECT_EQ(policy_choose(&queue_), low);
  EXPECT_EQ(policy_choose(&queue_), lowest);
  EXPECT_EQ(policy_choose(&queue_), nullptr);
  EXPECT_EQ(queue_.count, 0u);
}

TEST_F(Priority, PutsWhoWasPreemptedBehindItsEquals) {
  struct task *waits = Enqueue(3), *preempted = Enqueue(3, true);
  EXPECT_EQ(policy_choose(&queue_), waits);
  EXPECT_EQ(policy_choose(&queue_), preempted);
}

TEST_F(Priority, TakesAQueueThatAnotherPolicyFilledInAnyOrder) {
  struct task *a = Enqueue(2), *b = Enqueue(5), *c = Enqueue(3);
  a->priority = 7;  // changed while it waits
  EXPECT_EQ(policy_choose(&queue_), a);
  EXPECT_EQ(policy_choose(&queue_), b);
  EXPECT_EQ(policy_choose(&queue_), c);
}

TEST_F(Priority, FindsNobodyInAQueueThatWasNeverUsed) {
  struct sched_queue fresh = {};
  EXPECT_EQ(policy_choose(&fresh), nullptr);
}

}  // namespace
