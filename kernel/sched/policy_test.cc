// SPDX-License-Identifier: Apache-2.0
// What holds for a run queue under every policy; linked with each of them.
#include <gtest/gtest.h>

#include <set>

#include "kernel/sched/policy.h"

namespace {

class Policy : public ::testing::Test {
protected:
  static constexpr int kTasks = 40;

  struct task *Ready(int i, uint8_t priority = 0) {
    struct task *task = &tasks_[i];
    *task = {};
    task->number = static_cast<uint64_t>(i) + 1;
    task->cpus = TASK_CPUS_ALL;
    task->priority = priority;
    task->state = TASK_READY;
    return task;
  }
  struct task *Enqueue(int i, uint8_t priority = 0) {
    struct task *task = Ready(i, priority);
    policy_enqueue(&queue_, task, POLICY_WOKEN, 0);
    return task;
  }
  std::set<struct task *> ChooseAll() {
    std::set<struct task *> chosen;
    while (struct task *task = policy_choose(&queue_)) {
      task->state = TASK_RUNNING;
      EXPECT_TRUE(chosen.insert(task).second) << "chosen twice";
      EXPECT_TRUE(policy_check(&queue_, 0));
    }
    return chosen;
  }
  // As a provider leaves it that does not know any of those here.
  void LeaveToAnother(int first, int count, uint32_t lists) {
    queue_.provider = 99;
    for (int i = first; i < first + count; i++) {
      uint32_t list = static_cast<uint32_t>(i) % lists;
      struct task *task = Ready(i, static_cast<uint8_t>(i % 7));
      if (queue_.list[list].next == nullptr) list_init(&queue_.list[list]);
      list_push_back(&queue_.list[list], &task->queue);
      queue_.filled |= uint64_t{1} << list;
      queue_.count++;
    }
  }

  struct sched_queue queue_ = {};
  struct task tasks_[kTasks] = {};
};

TEST_F(Policy, FindsNobodyInAQueueThatWasNeverUsed) {
  EXPECT_TRUE(policy_check(&queue_, 0));
  EXPECT_EQ(policy_steal(&queue_, 0), nullptr);
  EXPECT_EQ(policy_choose(&queue_), nullptr);
  EXPECT_EQ(policy_steal(&queue_, 0), nullptr);
  EXPECT_TRUE(policy_check(&queue_, 0));
}

TEST_F(Policy, ChoosesEachTaskOnce) {
  for (int i = 0; i < kTasks; i++) {
    Enqueue(i, static_cast<uint8_t>(i * 5 % 32));
    ASSERT_TRUE(policy_check(&queue_, 0));
  }
  EXPECT_EQ(queue_.count, uint64_t{kTasks});
  EXPECT_EQ(ChooseAll().size(), size_t{kTasks});
  EXPECT_EQ(queue_.count, 0u);
}

TEST_F(Policy, ChoosesOfTwoAlikeWhoeverCameFirst) {
  struct task *first = Enqueue(0, 5), *second = Enqueue(1, 5);
  EXPECT_EQ(policy_choose(&queue_), first);
  EXPECT_EQ(policy_choose(&queue_), second);
}

TEST_F(Policy, LetsWhoGivesWayWaitForTheOthers) {
  for (uint8_t priority : {0, 9}) {
    struct task *gives_way = Enqueue(0, priority);
    ASSERT_EQ(policy_choose(&queue_), gives_way);
    struct task *other = Enqueue(1, priority);
    for (int i = 0; i < 5; i++) {
      policy_account(&queue_, gives_way, 1000, false);
      policy_enqueue(&queue_, gives_way, POLICY_GAVE_WAY, 0);
      ASSERT_EQ(policy_choose(&queue_), other) << i;
      std::swap(gives_way, other);
    }
    policy_remove(&queue_, other);
    EXPECT_EQ(queue_.count, 0u);
  }
}

TEST_F(Policy, TakesAGivenTaskOffTheQueue) {
  struct task *first = Enqueue(0, 3), *given = Enqueue(1, 3), *last = Enqueue(2, 20);
  policy_remove(&queue_, given);
  EXPECT_EQ(queue_.count, 2u);
  EXPECT_TRUE(policy_check(&queue_, 0));
  EXPECT_EQ(ChooseAll(), (std::set<struct task *>{first, last}));
  Enqueue(1);
  policy_remove(&queue_, given);  // the only one
  EXPECT_TRUE(policy_check(&queue_, 0));
  EXPECT_EQ(policy_choose(&queue_), nullptr);
}

// A processor with nothing to do asks the queue of another.
TEST_F(Policy, StealsOnlyWhoMayRunThere) {
  EXPECT_EQ(policy_choose(&queue_), nullptr);
  Enqueue(0, 3)->cpus = 1 << 0;
  Enqueue(1, 3)->cpus = 1 << 0 | 1 << 2;
  Enqueue(2, 8)->cpus = 1 << 0;
  EXPECT_EQ(policy_steal(&queue_, 1), nullptr);
  EXPECT_EQ(policy_steal(&queue_, 2), &tasks_[1]);
  EXPECT_EQ(policy_steal(&queue_, 2), nullptr);
  EXPECT_EQ(queue_.count, 2u);
  EXPECT_TRUE(policy_check(&queue_, 0));
  struct sched_queue other = {};
  policy_enqueue(&other, &tasks_[1], POLICY_PREEMPTED, 0);
  EXPECT_EQ(policy_choose(&other), &tasks_[1]);
  EXPECT_EQ(ChooseAll(), (std::set<struct task *>{&tasks_[0], &tasks_[2]}));
}

TEST_F(Policy, TakesOverWhatAnotherProviderHasArranged) {
  LeaveToAnother(0, 38, 11);
  ASSERT_TRUE(policy_check(&queue_, 0));
  Enqueue(38);
  EXPECT_EQ(queue_.count, 39u);
  EXPECT_TRUE(policy_check(&queue_, 0));
  policy_remove(&queue_, &tasks_[3]);  // a stranger yet
  policy_remove(&queue_, &tasks_[38]);
  EXPECT_TRUE(policy_check(&queue_, 0));
  std::set<struct task *> chosen = ChooseAll();
  EXPECT_EQ(chosen.size(), 37u);
  EXPECT_EQ(chosen.count(&tasks_[3]), 0u);
  EXPECT_EQ(queue_.weight, 0u);
}

TEST_F(Policy, TakesOverAgainBeforeItHasTakenOverAll) {
  LeaveToAnother(0, 20, 44);
  Enqueue(20);
  LeaveToAnother(21, 19, 1);
  EXPECT_EQ(queue_.count, 40u);
  EXPECT_EQ(ChooseAll().size(), 40u);
}

TEST_F(Policy, TellsAnotherArrangementByItsNumber) {
  struct sched_queue other = {};
  Enqueue(0);
  policy_enqueue(&other, Ready(1), POLICY_WOKEN, 0);
  EXPECT_NE(queue_.arrangement, 0u);
  uint32_t before = queue_.arrangement;
  queue_.provider = 99;
  Enqueue(2);
  EXPECT_NE(queue_.arrangement, before);
}

TEST_F(Policy, SeesDamage) {
  Enqueue(0), Enqueue(1), Enqueue(2, 9);
  struct sched_queue good = queue_;
  queue_.count++;
  EXPECT_FALSE(policy_check(&queue_, 0));
  queue_.count -= 2;
  EXPECT_FALSE(policy_check(&queue_, 0));
  queue_ = good;
  queue_.filled = 0;
  EXPECT_FALSE(policy_check(&queue_, 0));
  queue_.filled = UINT64_MAX;
  EXPECT_FALSE(policy_check(&queue_, 0));
  queue_ = good;
  tasks_[1].state = TASK_WAITING;
  EXPECT_FALSE(policy_check(&queue_, 0));
  tasks_[1].state = TASK_READY;
  EXPECT_TRUE(policy_check(&queue_, 0));
  struct list_node *next = tasks_[0].queue.next;
  tasks_[0].queue.next = nullptr;
  EXPECT_FALSE(policy_check(&queue_, 0));
  tasks_[0].queue.next = &tasks_[0].queue;  // a ring that does not come back
  EXPECT_FALSE(policy_check(&queue_, 0));
  tasks_[0].queue.next = next;
  EXPECT_TRUE(policy_check(&queue_, 0));
}

// Who swaps policies runs on behind it, and need not wait for anything.
TEST_F(Policy, EndsTheSliceOfATaskThatRanWhenItCame) {
  LeaveToAnother(1, 3, 2);
  struct task *runs = Ready(0);
  runs->state = TASK_RUNNING;
  runs->switches = 1;
  runs->turn.home = 77;
  policy_account(&queue_, runs, policy_slice_ns(runs), false);
  EXPECT_EQ(policy_slice_ns(runs), 0u);
  policy_account(&queue_, runs, 0, true);
  EXPECT_EQ(ChooseAll().size(), size_t{3});
}

TEST_F(Policy, GivesATaskASliceThatEnds) {
  struct task *task = Enqueue(0);
  EXPECT_EQ(policy_choose(&queue_), task);
  uint64_t slice = policy_slice_ns(task);
  EXPECT_GT(slice, 0u);
  policy_account(&queue_, task, slice - 1, false);
  EXPECT_EQ(policy_slice_ns(task), 1u);
  policy_account(&queue_, task, 1, false);
  EXPECT_EQ(policy_slice_ns(task), 0u);
  policy_enqueue(&queue_, task, POLICY_PREEMPTED, 0);
  EXPECT_EQ(policy_choose(&queue_), task);
  EXPECT_GT(policy_slice_ns(task), 0u);
}

}  // namespace
