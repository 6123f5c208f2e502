// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/rwlock.h"

#include <list>
#include <string>

#include "kernel/clock/tasks_fixture.h"

namespace {

class Rwlock : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    lock = {};
    order.clear();
  }

  // A task that takes the lock, writes its small letter, lets the others run, and writes its capital when it gives it.
  void spawn_user(char name, enum rwlock_way way, struct task **task = nullptr) {
    bodies.push_back([this, name, way] {
      struct rwlock_hold hold = {};
      EXPECT_EQ(rwlock_take(&lock, &hold, way, 0), OK);
      order += name;
      sched_give_way();
      order += static_cast<char>(std::toupper(name));
      EXPECT_EQ(rwlock_give(&hold), OK);
    });
    spawn(std::string(1, name).c_str(), bodies.back(), task);
  }

  struct rwlock lock;
  std::string order;
  std::list<std::function<void()>> bodies;
};

TEST_F(Rwlock, ReadersHoldItTogetherAndAWriterAlone) {
  spawn_user('a', RWLOCK_READ);
  spawn_user('b', RWLOCK_READ);
  spawn_user('w', RWLOCK_WRITE);
  run();
  EXPECT_EQ(order, "abABwW");
  EXPECT_TRUE(list_is_empty(&lock.holders));
  EXPECT_TRUE(list_is_empty(&lock.line));
}

TEST_F(Rwlock, AWriterIsNotOvertakenByReadersThatComeBehindIt) {
  spawn_user('a', RWLOCK_READ);
  spawn_user('w', RWLOCK_WRITE);
  spawn_user('b', RWLOCK_READ);
  spawn_user('c', RWLOCK_READ);
  spawn_user('v', RWLOCK_WRITE);
  spawn_user('d', RWLOCK_READ);
  run();
  EXPECT_EQ(order, "aAwWbcBCvVdD");
}

TEST_F(Rwlock, MoreReadersThanOneTransactionWakesAreAllLetIn) {
  struct rwlock_hold mine = {};
  int inside = 0, most = 0;
  std::function<void()> reader = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), OK);
    most = std::max(most, ++inside);
    EXPECT_EQ(clock_sleep(5 * kTick), OK);
    inside--;
    EXPECT_EQ(rwlock_give(&hold), OK);
  };
  std::function<void()> writer = [&] {
    EXPECT_EQ(rwlock_take(&lock, &mine, RWLOCK_WRITE, 0), OK);
    for (int i = 0; i < 100; i++)
      spawn("reader", reader);
    EXPECT_EQ(clock_sleep(kTick), OK);
    EXPECT_EQ(rwlock_give(&mine), OK);
  };
  spawn("writer", writer);
  run();
  EXPECT_EQ(most, 100);
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Rwlock, OfAHolderThatDiesGoesOnToTheNext) {
  struct task *reader, *writer;
  std::function<void()> dies = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_WRITE, 0), OK);
    order += 'x';
    sched_exit(0);
  };
  spawn("dies", dies);
  spawn_user('a', RWLOCK_READ, &reader);
  spawn_user('w', RWLOCK_WRITE, &writer);
  std::function<void()> killer = [&] {
    while (order != "xa")
      sched_give_way();
    EXPECT_EQ(sched_kill(reader->number), OK);
  };
  spawn("killer", killer);
  run();
  EXPECT_EQ(order, "xawW");
  task_release(reader);
  task_release(writer);
}

TEST_F(Rwlock, AWriterThatIsKilledInTheLineLetsThoseBehindItGoOn) {
  struct task *writer;
  struct rwlock_hold mine = {};
  std::function<void()> holder = [&] {
    EXPECT_EQ(rwlock_take(&lock, &mine, RWLOCK_READ, 0), OK);
    spawn_user('w', RWLOCK_WRITE, &writer);
    spawn_user('a', RWLOCK_READ);
    sched_give_way();
    EXPECT_EQ(order, "");
    EXPECT_EQ(sched_kill(writer->number), OK);
    sched_give_way();
    sched_give_way();
    EXPECT_EQ(order.substr(0, 1), "a");
    EXPECT_EQ(rwlock_give(&mine), OK);
  };
  spawn("holder", holder);
  run();
  EXPECT_EQ(order, "aA");
  task_release(writer);
}

TEST_F(Rwlock, AWriterThatGivesUpLetsThoseBehindItGoOn) {
  struct rwlock_hold mine = {};
  std::function<void()> holder = [&] {
    EXPECT_EQ(rwlock_take(&lock, &mine, RWLOCK_READ, 0), OK);
    EXPECT_EQ(clock_sleep(50 * kTick), OK);
    EXPECT_EQ(order, "taA");
    EXPECT_EQ(rwlock_give(&mine), OK);
  };
  std::function<void()> impatient = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_WRITE, clock_now() + 10 * kTick), TIMED_OUT);
    EXPECT_EQ(rwlock_give(&hold), INVALID);
    order += 't';
  };
  spawn("holder", holder);
  spawn("impatient", impatient);
  spawn_user('a', RWLOCK_READ);
  run();
  EXPECT_EQ(order, "taA");
}

TEST_F(Rwlock, TryAnswersBusyAlsoToAReaderBehindAWriterThatWaits) {
  struct rwlock_hold mine = {}, another = {};
  std::function<void()> body = [&] {
    EXPECT_EQ(rwlock_try(&lock, &mine, RWLOCK_READ), OK);
    EXPECT_EQ(rwlock_try(&lock, &another, RWLOCK_WRITE), BUSY);
    EXPECT_EQ(rwlock_try(&lock, &another, RWLOCK_READ), OK);
    EXPECT_EQ(rwlock_give(&another), OK);
    spawn_user('w', RWLOCK_WRITE);
    sched_give_way();
    EXPECT_EQ(rwlock_try(&lock, &another, RWLOCK_READ), BUSY);
    EXPECT_EQ(rwlock_give(&mine), OK);
  };
  spawn("body", body);
  run();
  EXPECT_EQ(order, "wW");
}

TEST_F(Rwlock, RefusesAHoldThatIsInUseAndWhatAnotherHolds) {
  struct rwlock_hold hold = {};
  struct rwlock second = {};
  std::function<void()> holder = [&] {
    EXPECT_EQ(rwlock_give(&hold), INVALID);
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), OK);
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), INVALID);
    EXPECT_EQ(rwlock_take(&second, &hold, RWLOCK_READ, 0), INVALID);
    EXPECT_EQ(rwlock_try(&lock, &hold, RWLOCK_READ), INVALID);
    sched_give_way();
    EXPECT_EQ(rwlock_give(&hold), OK);
    EXPECT_EQ(rwlock_give(&hold), INVALID);
  };
  std::function<void()> other = [&] { EXPECT_EQ(rwlock_give(&hold), INVALID); };
  spawn("holder", holder);
  spawn("other", other);
  run();
  EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), INVALID);  // not in a task
}

// Whoever writes finds what the last one left, at every point at which a tick can come; readers find nothing half done.
TEST_F(Rwlock, GuardsAgainstPreemption) {
  int first = 0, second = 0;
  std::function<void()> writer = [&] {
    for (int i = 0; i < 20; i++) {
      struct rwlock_hold hold = {};
      ASSERT_EQ(rwlock_take(&lock, &hold, RWLOCK_WRITE, 0), OK);
      first++;
      pass(3 * kTick);
      second++;
      ASSERT_EQ(rwlock_give(&hold), OK);
      pass(kTick);
    }
  };
  std::function<void()> reader = [&] {
    for (int i = 0; i < 20; i++) {
      struct rwlock_hold hold = {};
      ASSERT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), OK);
      int seen = first;
      pass(2 * kTick);
      EXPECT_EQ(seen, second);
      ASSERT_EQ(rwlock_give(&hold), OK);
      pass(kTick);
    }
  };
  for (int i = 0; i < 3; i++)
    spawn("writer", writer), spawn("reader", reader);
  run();
  EXPECT_EQ(first, 60);
  EXPECT_EQ(second, 60);
  EXPECT_EQ(task_count(), 0u);
}

}  // namespace
