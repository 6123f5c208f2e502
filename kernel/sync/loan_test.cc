// SPDX-License-Identifier: Apache-2.0
// loan: what a task inherits of those that wait for what it holds.
#include "kernel/clock/tasks_fixture.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sync.h"

namespace {

class Loan : public TasksTest {
protected:
  // Starts a task of that priority, and lets it run until it waits.
  static struct task *start(const char *name, uint8_t priority, std::function<void()> &body) {
    struct task *task = nullptr;
    spawn(name, body, &task);
    EXPECT_EQ(sched_prioritise(task->number, priority), OK);
    while (task->state == TASK_READY || task->state == TASK_RUNNING)
      sched_give_way();
    return task;
  }
  static int own() {
    return task_priority(task_current());
  }
  static void in_a_task(std::function<void()> body) {
    spawn("low", body);
    run();
    EXPECT_EQ(task_count(), 0u);
  }
};

TEST_F(Loan, IsWhatTheMostImportantOfThoseThatWaitHasUntilTheMutexIsGiven) {
  struct mutex mutex = {};
  int later = -1;
  std::function<void()> takes = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    if (task_current()->priority == 5) later = own();
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  in_a_task([&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    struct task *first = start("first", 5, takes), *second = start("second", 9, takes),
                *third = start("third", 7, takes);
    EXPECT_EQ(own(), 9);
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(own(), 0);
    EXPECT_EQ(task_priority(first), 9);  // it has it now, and the others wait for it
    for (struct task *task : {first, second, third})
      EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
    EXPECT_EQ(later, 9);
  });
}

TEST_F(Loan, GoesOnAlongAChain) {
  struct mutex first = {}, second = {};
  std::function<void()> middle = [&] {
    EXPECT_EQ(mutex_take(&second), OK);
    EXPECT_EQ(mutex_take(&first), OK);
    EXPECT_EQ(own(), 9);
    EXPECT_EQ(mutex_give(&second), OK);
    EXPECT_EQ(own(), 3);
    EXPECT_EQ(mutex_give(&first), OK);
  };
  std::function<void()> high = [&] {
    EXPECT_EQ(mutex_take(&second), OK);
    EXPECT_EQ(mutex_give(&second), OK);
  };
  in_a_task([&] {
    EXPECT_EQ(mutex_take(&first), OK);
    struct task *a = start("middle", 3, middle);
    EXPECT_EQ(own(), 3);
    struct task *b = start("high", 9, high);
    EXPECT_EQ(task_priority(a), 9);
    EXPECT_EQ(own(), 9);
    EXPECT_EQ(mutex_give(&first), OK);
    EXPECT_EQ(own(), 0);
    EXPECT_EQ(sched_join(&a, nullptr, nullptr), OK);
    EXPECT_EQ(sched_join(&b, nullptr, nullptr), OK);
  });
}

TEST_F(Loan, EndsWhenWhoWaitsGivesUpOrIsKilled) {
  struct mutex mutex = {};
  std::function<void()> patient = [&] { ADD_FAILURE() << status_name(mutex_take(&mutex)); };
  std::function<void()> impatient = [&] { EXPECT_EQ(mutex_take_until(&mutex, clock_now() + 5 * kTick), TIMED_OUT); };
  in_a_task([&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    struct task *a = start("impatient", 9, impatient), *b = start("patient", 4, patient);
    EXPECT_EQ(own(), 9);
    EXPECT_EQ(clock_sleep(10 * kTick), OK);
    EXPECT_EQ(own(), 4);
    EXPECT_EQ(sched_kill(b->number), OK);
    EXPECT_EQ(own(), 0);
    EXPECT_EQ(mutex_give(&mutex), OK);
    EXPECT_EQ(sched_join(&a, nullptr, nullptr), OK);
    EXPECT_EQ(sched_join(&b, nullptr, nullptr), OK);
  });
}

TEST_F(Loan, OfOneMutexStaysWhenAnotherIsGiven) {
  struct mutex first = {}, second = {};
  std::function<void()> a = [&] { EXPECT_EQ(mutex_take(&first), OK); };
  std::function<void()> b = [&] { EXPECT_EQ(mutex_take(&second), OK); };
  in_a_task([&] {
    EXPECT_EQ(mutex_take(&first), OK);
    EXPECT_EQ(mutex_take(&second), OK);
    struct task *x = start("a", 3, a), *y = start("b", 8, b);
    EXPECT_EQ(own(), 8);
    EXPECT_EQ(mutex_give(&second), OK);
    EXPECT_EQ(own(), 3);
    EXPECT_EQ(mutex_give(&first), OK);
    EXPECT_EQ(own(), 0);
    EXPECT_EQ(sched_join(&x, nullptr, nullptr), OK);
    EXPECT_EQ(sched_join(&y, nullptr, nullptr), OK);
  });
}

TEST_F(Loan, GoesToAllReadersThatAWriterWaitsFor) {
  struct rwlock lock = {};
  struct rwlock_hold mine = {}, others = {}, writers = {};
  struct wait_queue queue = {};
  std::function<void()> reader = [&] {
    EXPECT_EQ(rwlock_take(&lock, &others, RWLOCK_READ, 0), OK);
    wait_join(&queue, 0, "test");
    EXPECT_EQ(wait_here(), OK);
    EXPECT_EQ(own(), 6);
    EXPECT_EQ(rwlock_give(&others), OK);
    EXPECT_EQ(own(), 1);
  };
  std::function<void()> writer = [&] {
    EXPECT_EQ(rwlock_take(&lock, &writers, RWLOCK_WRITE, 0), OK);
    EXPECT_EQ(rwlock_give(&writers), OK);
  };
  in_a_task([&] {
    EXPECT_EQ(rwlock_take(&lock, &mine, RWLOCK_READ, 0), OK);
    struct task *a = start("reader", 1, reader), *b = start("writer", 6, writer);
    EXPECT_EQ(own(), 6);
    EXPECT_EQ(task_priority(a), 6);
    EXPECT_EQ(rwlock_give(&mine), OK);
    EXPECT_EQ(own(), 0);
    EXPECT_TRUE(wait_wake_one(&queue));
    EXPECT_EQ(sched_join(&a, nullptr, nullptr), OK);
    EXPECT_EQ(sched_join(&b, nullptr, nullptr), OK);
  });
}

TEST_F(Loan, IsMadeToATaskThatIsJoined) {
  struct task *low = nullptr;
  bool over = false;
  std::function<void()> works = [&] {
    while (!over)
      sched_give_way();
  };
  std::function<void()> joins = [&] {
    struct task *joined = low;
    EXPECT_EQ(task_retain(joined), OK);
    EXPECT_EQ(sched_join(&joined, nullptr, nullptr), OK);
  };
  in_a_task([&] {
    spawn("works", works, &low);
    struct task *high = start("high", 9, joins);
    EXPECT_EQ(task_priority(low), 9);
    over = true;
    EXPECT_EQ(sched_join(&high, nullptr, nullptr), OK);
    task_release(low);
  });
}

}  // namespace
