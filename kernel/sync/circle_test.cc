// SPDX-License-Identifier: Apache-2.0
// circle: waits that would never end are refused, and named; those that end by themselves are not.
#include <string>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sync.h"

extern "C" const struct task_obstacle mutex_obstacle, sched_join_obstacle;

namespace {

class Circle : public TasksTest {
protected:
  // Each task takes its own mutex and then the next one's; the last is told that it would close the circle.
  static int refused_of(int tasks) {
    std::vector<struct mutex> mutexes(tasks);
    std::vector<std::function<void()>> bodies;
    int refused = 0;
    for (int i = 0; i < tasks; i++)
      bodies.push_back([&, i] {
        struct mutex *own = &mutexes[i], *other = &mutexes[(i + 1) % tasks];
        EXPECT_EQ(mutex_take(own), OK);
        sched_give_way();
        status_t status;
        while ((status = mutex_ask(other, 0)) == WAITING)
          EXPECT_EQ(wait_here(), OK);
        refused += status == DEADLOCK;
        if (status == OK) EXPECT_EQ(mutex_give(other), OK);
        EXPECT_EQ(mutex_give(own), OK);
      });
    for (auto &body : bodies)
      spawn("task", body);
    run();
    EXPECT_EQ(task_count(), 0u) << tasks;
    return refused;
  }
};

TEST_F(Circle, OfMutexesIsRefusedToTheTaskThatWouldCloseIt) {
  EXPECT_EQ(refused_of(2), 1);
  EXPECT_EQ(refused_of(5), 1);
  EXPECT_EQ(refused_of(16), 1);
}

TEST_F(Circle, IsToldWithItsTasksAndLocks) {
  struct mutex first = {}, second = {};
  char text[200] = "";
  std::string expected;
  uint64_t a = 0, b = 0;
  std::function<void()> other = [&] {
    EXPECT_EQ(mutex_take(&second), OK);
    EXPECT_EQ(mutex_take(&first), OK);
  };
  std::function<void()> body = [&] {
    EXPECT_EQ(mutex_take(&first), OK);
    EXPECT_FALSE(sched_tell_circle(&mutex_obstacle, reinterpret_cast<uint64_t>(&second), text, sizeof text));
    b = spawn("other", other);
    sched_give_way();
    a = task_current()->number;
    EXPECT_EQ(mutex_ask(&second, 0), DEADLOCK);
    EXPECT_EQ(task_current()->state, TASK_RUNNING);
    EXPECT_TRUE(list_is_empty(&second.waiters.tasks));
    EXPECT_TRUE(sched_tell_circle(&mutex_obstacle, reinterpret_cast<uint64_t>(&second), text, sizeof text));
    char right[200];
    snprintf(right, sizeof right, "deadlock: %lu 'body' waits for mutex %p, %lu 'other' waits for mutex %p", a,
             static_cast<void *>(&second), b, static_cast<void *>(&first));
    expected = right;
  };
  spawn("body", body);
  run();
  EXPECT_EQ(text, expected);
}

TEST_F(Circle, WithADeadlineInItIsNone) {
  struct mutex first = {}, second = {};
  std::function<void()> other = [&] {
    EXPECT_EQ(mutex_take(&second), OK);
    EXPECT_EQ(mutex_take_until(&first, clock_now() + 10 * kTick), TIMED_OUT);
    EXPECT_EQ(mutex_give(&second), OK);
  };
  std::function<void()> body = [&] {
    EXPECT_EQ(mutex_take(&first), OK);
    spawn("other", other);
    sched_give_way();
    EXPECT_EQ(mutex_take(&second), OK);  // not refused: the other one gives up in time
  };
  spawn("body", body);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Circle, OfAReaderThatAsksAgainBehindAWriterIsFound) {
  struct rwlock lock = {};
  std::function<void()> writer = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_WRITE, 0), OK);
    EXPECT_EQ(rwlock_give(&hold), OK);
  };
  std::function<void()> reader = [&] {
    struct rwlock_hold first = {}, second = {};
    EXPECT_EQ(rwlock_take(&lock, &first, RWLOCK_READ, 0), OK);
    spawn("writer", writer);
    sched_give_way();
    EXPECT_EQ(rwlock_ask(&lock, &second, RWLOCK_READ, 0), DEADLOCK);
    EXPECT_EQ(second.of, nullptr);
    EXPECT_EQ(rwlock_give(&first), OK);
  };
  spawn("reader", reader);
  run();
  EXPECT_EQ(task_count(), 0u);
}

// The reader that is in the way is not the first of them.
TEST_F(Circle, ThroughOneOfSeveralReadersAndAMutexIsFound) {
  struct rwlock lock = {};
  struct mutex mutex = {};
  std::function<void()> quiet = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), OK);
    EXPECT_EQ(clock_sleep(100 * kTick), OK);
    EXPECT_EQ(rwlock_give(&hold), OK);
  };
  std::function<void()> reader = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(rwlock_take(&lock, &hold, RWLOCK_READ, 0), OK);
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(rwlock_give(&hold), OK);
  };
  std::function<void()> writer = [&] {
    struct rwlock_hold hold = {};
    EXPECT_EQ(mutex_take(&mutex), OK);
    spawn("quiet", quiet);
    spawn("reader", reader);
    sched_give_way();
    EXPECT_EQ(rwlock_ask(&lock, &hold, RWLOCK_WRITE, 0), DEADLOCK);
    EXPECT_EQ(mutex_give(&mutex), OK);
  };
  spawn("writer", writer);
  run();
  EXPECT_EQ(task_count(), 0u);
}

TEST_F(Circle, OfTasksThatJoinOneAnotherIsRefused) {
  struct task *first, *second;
  status_t told = OK;
  std::function<void()> a = [&] {
    struct task *joined = second;
    EXPECT_EQ(task_retain(joined), OK);
    EXPECT_EQ(sched_join(&joined, nullptr, nullptr), OK);
  };
  std::function<void()> b = [&] {
    sched_give_way();
    told = sched_take_end(first, nullptr, nullptr);
  };
  spawn("a", a, &first);
  spawn("b", b, &second);
  run();
  EXPECT_EQ(told, DEADLOCK);
  EXPECT_EQ(task_count(), 2u);  // of which references are held here
  task_release(first);
  task_release(second);
}

struct Choice {
  struct wait_queue queue;
  std::vector<struct task *> peers;
};
struct task *peer_of(uint64_t object, uint32_t index) {
  auto *choice = reinterpret_cast<Choice *>(object);
  return index < choice->peers.size() ? choice->peers[index] : nullptr;
}
const struct task_obstacle any_of = {.name = "any", .holder = peer_of, .any = true};

// Where one of several is enough, it is a circle only when none of them can go on.
TEST_F(Circle, OfWaitsThatAnyOfSeveralEndsIsOneWhenAllOfThemAreInIt) {
  for (bool one_is_free : {true, false}) {
    struct mutex mutex = {};
    Choice choice = {};
    struct task *a, *b;
    status_t told = OK;
    std::function<void()> wants = [&] {
      if (one_is_free && task_current() == b) {
        EXPECT_EQ(clock_sleep(5 * kTick), OK);
        EXPECT_TRUE(wait_wake_one(&choice.queue));
      }
      EXPECT_EQ(mutex_take(&mutex), OK);
      EXPECT_EQ(mutex_give(&mutex), OK);
    };
    std::function<void()> body = [&] {
      EXPECT_EQ(mutex_take(&mutex), OK);
      spawn("a", wants, &a);
      spawn("b", wants, &b);
      choice.peers = {a, b};
      sched_give_way();
      wait_join(&choice.queue, 0, "any");
      told = sched_wait_on(&any_of, reinterpret_cast<uint64_t>(&choice));
      EXPECT_EQ(wait_here(), one_is_free ? OK : DEADLOCK);
      EXPECT_EQ(mutex_give(&mutex), OK);
    };
    spawn("body", body);
    run();
    EXPECT_EQ(told, one_is_free ? WAITING : DEADLOCK);
    task_release(a);
    task_release(b);
    EXPECT_EQ(task_count(), 0u);
  }
}

TEST_F(Circle, EndsTheProgramOfAUnitTestWithItsSentence) {
  struct mutex first = {}, second = {};
  std::function<void()> other = [&] {
    if (mutex_take(&second) == OK) (void)!mutex_take(&first);
  };
  std::function<void()> body = [&] {
    EXPECT_EQ(mutex_take(&first), OK);
    spawn("other", other);
    sched_give_way();
    (void)!mutex_take(&second);
  };
  spawn("body", body);
  EXPECT_DEATH(run(),
               "deadlock: [0-9]+ 'body' waits for mutex 0x[0-9a-f]+, [0-9]+ 'other' waits for mutex 0x[0-9a-f]+");
}

}  // namespace
