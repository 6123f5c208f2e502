// SPDX-License-Identifier: Apache-2.0
// Which task the priority policy chooses.
#include <gtest/gtest.h>

#include "kernel/sched/policy.h"

namespace {

class Priority : public ::testing::Test {
protected:
  struct task *Enqueue(uint8_t priority) {
    struct task *task = &tasks_[used_++];
    task->priority = priority;
    task->state = TASK_READY;
    policy_enqueue(&queue_, task, POLICY_WOKEN, 0);
    return task;
  }
  struct sched_queue queue_ = {};
  struct task tasks_[80] = {};
  int used_ = 0;
};

TEST_F(Priority, ChoosesTheHighestFirstAndEqualsInTurn) {
  struct task *low = Enqueue(1), *first = Enqueue(9), *second = Enqueue(9), *lowest = Enqueue(0);
  struct task *highest = Enqueue(TASK_PRIORITY_MOST);
  EXPECT_EQ(policy_choose(&queue_), highest);
  EXPECT_EQ(policy_choose(&queue_), first);
  EXPECT_EQ(policy_choose(&queue_), second);
  EXPECT_EQ(policy_choose(&queue_), low);
  EXPECT_EQ(policy_choose(&queue_), lowest);
  EXPECT_EQ(policy_choose(&queue_), nullptr);
}

TEST_F(Priority, LetsWhoWasPreemptedGoOnBeforeItsEqualsToTheEndOfItsSlice) {
  struct task *runs = Enqueue(3);
  ASSERT_EQ(policy_choose(&queue_), runs);
  struct task *equal = Enqueue(3);
  policy_account(&queue_, runs, 1000000, false);
  policy_enqueue(&queue_, runs, POLICY_PREEMPTED, 0);
  EXPECT_EQ(policy_choose(&queue_), runs);
  policy_account(&queue_, runs, policy_slice_ns(runs), false);
  policy_enqueue(&queue_, runs, POLICY_PREEMPTED, 0);
  EXPECT_EQ(policy_choose(&queue_), equal);
}

TEST_F(Priority, CountsWhatIsInherited) {
  struct task *low = Enqueue(1), *high = Enqueue(5);
  policy_remove(&queue_, low);
  low->inherited = 7;
  policy_enqueue(&queue_, low, POLICY_PREEMPTED, 0);
  EXPECT_TRUE(policy_preempts(&queue_, high, low));
  EXPECT_FALSE(policy_preempts(&queue_, low, high));
  EXPECT_FALSE(policy_preempts(&queue_, low, low));
  EXPECT_EQ(policy_choose(&queue_), low);
}

// Many take turns of choices: until then one of them may wait though it is the highest.
TEST_F(Priority, FindsTheHighestOfAFewThatAnotherPolicyLeft) {
  for (uint8_t priority : {2, 5, 3})
    Enqueue(priority);
  queue_.provider = 99;
  tasks_[0].priority = 7;
  EXPECT_EQ(policy_choose(&queue_), &tasks_[0]);
  EXPECT_EQ(policy_choose(&queue_), &tasks_[1]);
  EXPECT_EQ(policy_choose(&queue_), &tasks_[2]);
}

TEST_F(Priority, FindsTheHighestOfManyThatAnotherPolicyLeftWithinAFewChoices) {
  for (int i = 0; i < 80; i++)
    Enqueue(1);
  queue_.provider = 99;
  tasks_[79].priority = 30;
  int choices = 1;
  while (policy_choose(&queue_) != &tasks_[79])
    choices++;
  EXPECT_EQ(choices, 5);  // 16 are taken over at each
}

}  // namespace
