// SPDX-License-Identifier: Apache-2.0
// As many tasks as there may be.
#include <gtest/gtest.h>

#include <vector>

#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/machine_host.h"
#include "kernel/task/task.h"

namespace {

void nothing(void *) {}
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

status_t make(struct task **task) {
  return task_create("one of many", nothing, nullptr, 1, &type, task);
}

void end(struct task *task) {
  ledger_disown(static_cast<uint32_t>(task->context.owner));
  for (struct ledger_work work = {}; ledger_bury_one(&work); work = {}) {}
}

// Before anything is allocated.
class ManyTasks : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    machine_host_start(UINT64_C(512) << 20);
  }
};

TEST_F(ManyTasks, AreFoundByTheirNumbersAndRefusedWhenTheTableIsFull) {
  struct heap_statistics before, after;
  struct frames_statistics frames_before, frames_after;
  std::vector<struct task *> tasks(TASKS_MAX);
  frames_statistics(&frames_before);
  for (struct task *&task : tasks)
    ASSERT_EQ(make(&task), OK);
  frames_statistics(&frames_after);
  printf("%zu bytes a record, %zu bytes of frames a task, a stack of 4096 among them\n", sizeof(struct task),
         static_cast<size_t>((frames_before.free - frames_after.free) * 4096 / TASKS_MAX));
  EXPECT_TRUE(task_check());
  for (struct task *task : tasks)
    ASSERT_EQ(task_view(task->number), task);
  struct task_info info = {};
  for (struct task *task : tasks) {
    ASSERT_EQ(task_next(info.number, &info), OK);
    ASSERT_EQ(info.number, task->number);
  }
  EXPECT_EQ(task_next(info.number, &info), NOT_FOUND);
  struct task *task;
  EXPECT_EQ(make(&task), FULL);  // makes tables that stay
  heap_statistics(&before);
  frames_statistics(&frames_before);
  EXPECT_EQ(make(&task), FULL);
  heap_statistics(&after);
  frames_statistics(&frames_after);
  EXPECT_EQ(after.live, before.live);
  EXPECT_EQ(frames_after.free, frames_before.free);
  for (size_t i = 0; i < tasks.size(); i += 2)
    end(tasks[i]);
  EXPECT_TRUE(task_check());
  EXPECT_EQ(task_view(1), nullptr);
  ASSERT_EQ(task_next(4, &info), OK);  // 5 has gone
  EXPECT_EQ(info.number, 6u);
  ASSERT_EQ(task_next(5, &info), OK);
  EXPECT_EQ(info.number, 6u);
  for (size_t i = 1; i < tasks.size(); i += 2)
    end(tasks[i]);
  EXPECT_EQ(task_count(), 0u);
}

}  // namespace
