// SPDX-License-Identifier: Apache-2.0
#include "kernel/task/task.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/arch/host.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/nucleus/host/nucleus_host.h"

namespace {

void nothing(void *) {}

struct task *make(const char *name, uint32_t pages = 0) {
  struct task *task = nullptr;
  EXPECT_EQ(task_create(name, nothing, nullptr, pages, &task), OK);
  return task;
}

TEST(Task, GivesEachANumberThatIsNeverUsedAgain) {
  struct task *a = make("a"), *b = make("b");
  EXPECT_EQ(b->number, a->number + 1);
  uint64_t last = b->number;
  task_release(a);
  task_release(b);
  struct task *c = make("c");
  EXPECT_EQ(c->number, last + 1);
  task_release(c);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, IsFoundByItsNumberAsLongAsSomebodyRefersToIt) {
  struct task *task = make("sought"), *found = nullptr;
  uint64_t number = task->number;
  ASSERT_EQ(task_find(number, &found), OK);
  EXPECT_EQ(found, task);
  ASSERT_EQ(task->references, 2u);
  task_release(task);
  task_release(found);
  EXPECT_EQ(task_find(number, &found), NOT_FOUND);
}

TEST(Task, CutsANameThatIsTooLong) {
  struct task *task = make("a name that is far too long for the record of a task");
  EXPECT_EQ(std::string(task->name).size(), size_t{TASK_NAME - 1});
  task_release(task);
}

TEST(Task, HasAStackOfTheSizeAskedForBetweenGuardPages) {
  struct task *task = make("large", 9);
  auto *low = static_cast<volatile char *>(task->stack);
  low[0] = 1;
  low[9 * 4096 - 1] = 1;
  EXPECT_DEATH(low[-1] = 1, "");
  EXPECT_DEATH(low[9 * 4096] = 1, "");
  task_release(task);
}

TEST(Task, RefusesWhatMakesNoSense) {
  struct task *task;
  EXPECT_EQ(task_create(nullptr, nothing, nullptr, 0, &task), INVALID);
  EXPECT_EQ(task_create("no entry", nullptr, nullptr, 0, &task), INVALID);
  EXPECT_EQ(task_create("huge", nothing, nullptr, TASK_STACK_PAGES_MAX + 1, &task), INVALID);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, AreRefusedWhenTheTableIsFullAndNothingIsLost) {
  struct heap_statistics before, after;
  struct frames_statistics frames_before, frames_after;
  std::vector<struct task *> tasks;
  for (int i = 0; i < TASKS_MAX; i++)
    tasks.push_back(make("one of many", 1));
  struct task *task;
  EXPECT_EQ(task_create("one too many", nothing, nullptr, 1, &task), FULL);  // may make a slab or a table that stays
  heap_statistics(&before);
  frames_statistics(&frames_before);
  EXPECT_EQ(task_create("one too many", nothing, nullptr, 1, &task), FULL);
  heap_statistics(&after);
  frames_statistics(&frames_after);
  EXPECT_EQ(after.live, before.live);
  EXPECT_EQ(frames_after.free, frames_before.free);
  for (struct task *each : tasks)
    task_release(each);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, AreToldInTheOrderOfTheirNumbers) {
  struct task *a = make("a"), *b = make("b"), *c = make("c");
  task_release(b);
  struct task_info info;
  ASSERT_EQ(task_next(0, &info), OK);
  EXPECT_STREQ(info.name, "a");
  EXPECT_EQ(info.state, TASK_READY);
  EXPECT_EQ(info.stack_pages, uint32_t{TASK_STACK_PAGES});
  ASSERT_EQ(task_next(info.number, &info), OK);
  EXPECT_STREQ(info.name, "c");
  EXPECT_EQ(task_next(info.number, &info), NOT_FOUND);
  task_release(a);
  task_release(c);
}

TEST(Task, TellsTheTimeOfTheRunningOneUpToNow) {
  arch_host_reset();
  struct task *task = make("runs");
  task->state = TASK_RUNNING;
  task->run_cycles = 100;
  task->running_since = 1000;
  arch_host()->cycles = 1500;
  struct task_info info;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_EQ(info.run_cycles, 600u);
  task_release(task);
}

TEST(Task, KeepsItsRecordAfterTheEndButNotItsStack) {
  struct task *task = make("ends");
  task_end(task, TASK_EXITED, 7);
  EXPECT_EQ(task->state, TASK_ENDED);
  EXPECT_NE(task->stack, nullptr);
  task_reap(task);
  EXPECT_EQ(task->stack, nullptr);
  task_reap(task);  // no effect
  struct task_info info;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_EQ(info.stack_pages, 0u);
  task_release(task);
}

// Chains of requests lie on the task's stack; whatever else a link says is not followed.
TEST(Task, DoesNotFollowARequestThatLeadsOffItsStack) {
  struct task *task = make("asks");
  auto low = reinterpret_cast<uint64_t>(task->stack);
  task->context.stack_low = low;
  task->context.stack_high = low + TASK_STACK_PAGES * 4096;
  task->context.requests = reinterpret_cast<struct nucleus_request *>(uint64_t{0x1234});
  struct task_info info;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_STREQ(info.request, "");
  task->context.requests = reinterpret_cast<struct nucleus_request *>(task->context.stack_high - 8);
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_STREQ(info.request, "");
  auto *own = reinterpret_cast<struct nucleus_request *>(low + 64);
  const uint64_t target = 0x42;
  *own = {.outer = own, .target = &target, .arguments = {}};  // a ring is left after a while
  task->context.requests = own;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_STREQ(info.request, "");  // the test's graph has no symbols
  task_release(task);
}

TEST(Task, IsNobodyOutsideAContext) {
  nucleus_host_reset();
  EXPECT_EQ(task_current(), nullptr);
}

TEST(Task, AllowsToReleaseNothing) {
  task_release(nullptr);
}

}  // namespace
