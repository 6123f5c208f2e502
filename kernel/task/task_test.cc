// SPDX-License-Identifier: Apache-2.0
#include "kernel/task/task.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "kernel/arch/host.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "kernel/pages/pages.h"

namespace {

void nothing(void *) {}

// What the scheduler's type does when the undertaker has released everything else.
void bury(uint64_t task) {
  task_bury(reinterpret_cast<struct task *>(task));
}
const struct ledger_type type = [] {
  struct ledger_type made = {};
  made.name[0] = 't';
  made.release = bury;
  made.is_context = true;
  return made;
}();

struct task *make(const char *name, uint32_t pages = 0) {
  struct task *task = nullptr;
  EXPECT_EQ(task_create(name, nothing, nullptr, pages, &type, &task), OK);
  return task;
}

void end(struct task *task) {
  ledger_disown(static_cast<uint32_t>(task->context.owner));
  for (struct ledger_work work = {}; ledger_bury_one(&work); work = {}) {}
}

TEST(Task, GivesEachANumberThatIsNeverUsedAgain) {
  struct task *a = make("a"), *b = make("b");
  EXPECT_EQ(b->number, a->number + 1);
  uint64_t last = b->number;
  end(a);
  end(b);
  struct task *c = make("c");
  EXPECT_EQ(c->number, last + 1);
  end(c);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, IsFoundByItsNumberAsLongAsSomebodyRefersToIt) {
  struct task *task = make("sought"), *found = nullptr;
  uint64_t number = task->number;
  EXPECT_EQ(task_view(number), task);
  ASSERT_EQ(task_find(number, &found), OK);
  EXPECT_EQ(found, task);
  end(task);
  EXPECT_EQ(task_view(number), task);
  task_release(found);
  EXPECT_EQ(task_view(number), nullptr);
  EXPECT_EQ(task_find(number, &found), NOT_FOUND);
}

TEST(Task, CutsANameThatIsTooLong) {
  struct task *task = make("a name that is far too long for the record of a task");
  EXPECT_EQ(std::string(task->name).size(), size_t{TASK_NAME - 1});
  end(task);
}

TEST(Task, HasAStackOfTheSizeAskedForBetweenGuardPages) {
  struct task *task = make("large", 9);
  auto *low = static_cast<volatile char *>(task->stack);
  low[0] = 1;
  low[9 * 4096 - 1] = 1;
  EXPECT_DEATH(low[-1] = 1, "");
  EXPECT_DEATH(low[9 * 4096] = 1, "");
  end(task);
}

TEST(Task, RefusesWhatMakesNoSense) {
  struct task *task;
  EXPECT_EQ(task_create(nullptr, nothing, nullptr, 0, &type, &task), INVALID);
  EXPECT_EQ(task_create("no entry", nullptr, nullptr, 0, &type, &task), INVALID);
  EXPECT_EQ(task_create("huge", nothing, nullptr, TASK_STACK_PAGES_MAX + 1, &type, &task), INVALID);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, AreToldInTheOrderOfTheirNumbers) {
  struct task *a = make("a"), *b = make("b"), *c = make("c");
  end(b);
  struct task_info info;
  ASSERT_EQ(task_next(0, &info), OK);
  EXPECT_STREQ(info.name, "a");
  EXPECT_EQ(info.state, TASK_READY);
  EXPECT_EQ(info.stack_pages, uint32_t{TASK_STACK_PAGES});
  ASSERT_EQ(task_next(info.number, &info), OK);
  EXPECT_STREQ(info.name, "c");
  EXPECT_EQ(task_next(info.number, &info), NOT_FOUND);
  end(a);
  end(c);
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
  end(task);
}

// As many stacks as a processor keeps stay mapped.
std::vector<void *> KeepStacks() {
  std::vector<struct task *> tasks;
  std::vector<void *> stacks;
  for (int i = 0; i < 4; i++)
    tasks.push_back(make("one of some")), stacks.push_back(tasks.back()->stack);
  for (struct task *task : tasks)
    end(task);
  return stacks;
}

TEST(Task, LeavesItsStackToTheNextOneAndTheProcessorKeepsAFew) {
  std::vector<void *> stacks = KeepStacks();
  struct pages_span span;
  uint64_t kept = 0;
  for (void *stack : stacks)
    kept += pages_span_at(stack, &span) == OK && span.start == reinterpret_cast<uint64_t>(stack);
  EXPECT_EQ(kept, 2u);
  struct task *task = make("next");
  EXPECT_NE(std::find(stacks.begin(), stacks.end(), task->stack), stacks.end());
  ASSERT_EQ(pages_span_at(task->stack, &span), OK);
  EXPECT_EQ(span.end - span.start, uint64_t{TASK_STACK_PAGES} * 4096);
  end(task);
  struct task *larger = nullptr;
  ASSERT_EQ(task_create("larger", nothing, nullptr, TASK_STACK_PAGES + 1, &type, &larger), OK);
  ASSERT_EQ(pages_span_at(larger->stack, &span), OK);
  EXPECT_EQ(span.end - span.start, uint64_t{TASK_STACK_PAGES + 1} * 4096);
  // Of another size nobody keeps one, even where there is room.
  struct task *first = make("takes one that is kept"), *second = make("takes the other");
  void *stack = larger->stack;
  end(larger);
  EXPECT_NE(pages_span_at(stack, &span), OK);
  end(first);
  end(second);
}

TEST(Task, LeavesItsStackToOtherProcessorsWhereItsOwnKeepsEnough) {
  nucleus_cpu()->others = 1;
  std::vector<void *> stacks = KeepStacks();
  struct pages_statistics before, after;
  pages_statistics(&before);
  nucleus_cpu()->number = 1;
  std::vector<struct task *> tasks;
  for (int i = 0; i < 4; i++) {
    tasks.push_back(make("elsewhere"));
    EXPECT_NE(std::find(stacks.begin(), stacks.end(), tasks.back()->stack), stacks.end());
  }
  pages_statistics(&after);
  EXPECT_EQ(after.reserved_pages, before.reserved_pages);
  for (struct task *task : tasks)
    end(task);
  nucleus_cpu()->number = nucleus_cpu()->others = 0;
  task_trim();
}

// Whatever an earlier task has left in its record.
TEST(Task, BeginsInAKeptRecordAsInANewOne) {
  nucleus_cpu()->others = 1;
  task_trim();
  constexpr size_t kCleared = offsetof(struct task, reference);
  struct task *task = make("first"), *again;
  uint8_t fresh[kCleared];
  memcpy(fresh, task, sizeof fresh);
  struct task *record = task;
  end(task);
  memset(static_cast<void *>(record), 0xa5, kCleared);
  again = make("first");
  ASSERT_EQ(again, record);
  reinterpret_cast<struct task *>(fresh)->number = again->number;
  reinterpret_cast<struct task *>(fresh)->context.owner = again->context.owner;
  reinterpret_cast<struct task *>(fresh)->row = again->row;
  EXPECT_EQ(memcmp(fresh, again, sizeof fresh), 0);
  end(again);
  nucleus_cpu()->others = 0;
}

TEST(Task, GivesKeptRecordsBackWhenItIsAsked) {
  nucleus_cpu()->others = 1;
  task_trim();
  struct heap_statistics before, kept, after;
  heap_statistics(&before);
  end(make("one"));
  heap_statistics(&kept);
  EXPECT_GT(kept.live, before.live);
  task_trim();
  heap_statistics(&after);
  EXPECT_EQ(after.live, before.live);
  nucleus_cpu()->others = 0;
}

TEST(Task, GivesTheStacksThatAreKeptBackWhenThereIsNoMemory) {
  KeepStacks();
  struct pages_statistics before, after;
  pages_statistics(&before);
  struct task *task;
  frames_fail_after(1);
  EXPECT_EQ(task_create("larger", nothing, nullptr, TASK_STACK_PAGES + 1, &type, &task), NO_MEMORY);
  frames_fail_after(0);
  pages_statistics(&after);
  EXPECT_EQ(after.reserved_pages, before.reserved_pages - 2 * TASK_STACK_PAGES);
}

TEST(Task, KeepsItsRecordAfterTheEndButNotItsStack) {
  struct task *task = make("ends");
  ASSERT_EQ(task_retain(task), OK);
  EXPECT_NE(task->stack, nullptr);
  end(task);
  EXPECT_TRUE(task->buried);
  EXPECT_EQ(task->stack, nullptr);
  struct task_info info;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_EQ(info.stack_pages, 0u);
  task_release(task);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, HasANodeBelowThisCells) {
  struct task *task = make("node");
  struct ledger_info info;
  uint32_t cursor = 0, owner = 0;
  while (ledger_next(&cursor, &info) == OK) {
    if (info.entry == task->context.owner) owner = info.owner;
  }
  EXPECT_EQ(owner, ledger_cell("//kernel/task"));
  end(task);
}

TEST(Task, GivesTheReferencesOfADeadOwnerBack) {
  struct task *task = make("referred to"), *owner = make("refers");
  auto node = static_cast<uint32_t>(owner->context.owner);
  ASSERT_EQ(task_retain(task), OK);
  EXPECT_EQ(task_give(task, node), OK);
  EXPECT_EQ(task_give(task, node), NOT_FOUND);  // it is the caller's no more
  end(task);
  EXPECT_EQ(task_count(), 2u);
  end(owner);
  EXPECT_EQ(task_count(), 0u);
}

TEST(Task, RefusesMoreReferencesThanItHasPlacesFor) {
  struct task *task = make("popular");
  for (int i = 0; i < TASK_REFERENCES; i++)
    ASSERT_EQ(task_retain(task), OK);
  EXPECT_EQ(task_retain(task), FULL);
  struct task *found;
  EXPECT_EQ(task_find(task->number, &found), FULL);
  end(task);
  for (int i = 0; i < TASK_REFERENCES; i++) {
    EXPECT_EQ(task_count(), 1u);
    task_release(task);
  }
  EXPECT_EQ(task_count(), 0u);
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
  *own = {};
  own->outer = own;
  own->target = &target;  // a ring is left after a while
  task->context.requests = own;
  ASSERT_EQ(task_next(task->number - 1, &info), OK);
  EXPECT_STREQ(info.request, "");  // the test's graph has no symbols
  end(task);
}

TEST(Task, IsNobodyOutsideAContext) {
  nucleus_host_reset();
  EXPECT_EQ(task_current(), nullptr);
}

TEST(Task, AllowsToReleaseNothing) {
  task_release(nullptr);
}

}  // namespace
