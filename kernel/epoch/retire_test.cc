// SPDX-License-Identifier: Apache-2.0
#include "kernel/epoch/retire.h"

#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/epoch/epoch.h"

namespace {

struct Object {
  struct epoch_retired retired;
  bool released;
};
std::vector<Object *> order;

void release(uint64_t object) {
  auto *released = reinterpret_cast<Object *>(object);
  EXPECT_FALSE(released->released);
  released->released = true;
  order.push_back(released);
}
void retire(Object *object) {
  epoch_retire(&object->retired, release, reinterpret_cast<uint64_t>(object));
}

class Retire : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    order.clear();
    EXPECT_EQ(epoch_waiting(), 0u);
  }
};

TEST_F(Retire, ReleasesEachObjectOnceInTheOrderInWhichTheyCame) {
  Object objects[200] = {};
  std::function<void()> body = [&] {
    for (auto &object : objects)
      retire(&object);
    EXPECT_EQ(epoch_waiting(), 200u);
    EXPECT_TRUE(order.empty());
    EXPECT_EQ(epoch_wait(), OK);
    EXPECT_EQ(order.size(), 200u);
  };
  spawn("body", body);
  run();
  ASSERT_EQ(order.size(), 200u);
  for (int i = 0; i < 200; i++)
    EXPECT_EQ(order[i], &objects[i]);
  EXPECT_EQ(epoch_waiting(), 0u);
  EXPECT_EQ(task_count(), 0u);  // its task is gone too
}

TEST_F(Retire, WaitsForNothingWhenNothingIsRetired) {
  std::function<void()> body = [&] {
    uint64_t switches = task_current()->switches;
    EXPECT_EQ(epoch_wait(), OK);
    EXPECT_EQ(task_current()->switches, switches);
  };
  spawn("body", body);
  run();
}

// Whoever is to release is killed each time before it is done.
TEST_F(Retire, GoesOnWhenTheTaskThatReleasesIsKilled) {
  Object objects[10] = {};
  int killed = 0;
  std::function<void()> body = [&] {
    for (auto &object : objects) {
      retire(&object);
      struct task_info info = {};
      while (task_next(info.number, &info) == OK)
        if (info.number != task_current()->number && info.state == TASK_READY && killed < 5) {
          EXPECT_EQ(sched_kill(info.number), OK);
          killed++;
        }
      sched_give_way();
    }
    EXPECT_EQ(epoch_wait(), OK);
  };
  spawn("body", body);
  run();
  EXPECT_EQ(order.size(), 10u);
  EXPECT_EQ(killed, 5);
  EXPECT_EQ(epoch_waiting(), 0u);
}

TEST_F(Retire, KeepsTheProcessorInASection) {
  std::function<void()> other = [] {};
  std::function<void()> body = [&] {
    uint64_t switches = task_current()->switches;
    epoch_enter();
    epoch_enter();
    spawn("other", other);
    pass(20 * kTick);
    EXPECT_EQ(task_current()->switches, switches);
    EXPECT_EQ(epoch_sections(), 2u);
    epoch_leave();
    EXPECT_EQ(task_current()->switches, switches);
    epoch_leave();
    EXPECT_EQ(epoch_sections(), 0u);
    EXPECT_GT(task_current()->switches, switches);  // the choice that was due
  };
  spawn("body", body);
  run();
}

}  // namespace
