// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sync.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command locks_command;

namespace {

using testing::ContainsRegex;

class Locks : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(locks_command);
    Type("");
  }

  // The tasks end in TearDown.
  struct mutex mutex = {};
  struct rwlock lock = {};
  struct rwlock_hold first = {}, second = {};
};

TEST_F(Locks, ShowsWhoHoldsWhatAndWhoWaitsForIt) {
  std::function<void()> holder = [&] {
    EXPECT_EQ(mutex_take(&mutex), OK);
    EXPECT_EQ(rwlock_take(&lock, &first, RWLOCK_READ, 0), OK);
    (void)clock_sleep(UINT64_C(3600) * kHertz);
  };
  std::function<void()> waiter = [&] { (void)!mutex_take(&mutex); };
  std::function<void()> writer = [&] {
    EXPECT_EQ(rwlock_take(&lock, &second, RWLOCK_WRITE, clock_now() + UINT64_C(3600) * kHertz), OK);
  };
  spawn("holder", holder);
  Type("");
  spawn("waiter", waiter);
  spawn("writer", writer);
  Type("");
  std::string shown = Run("locks");
  EXPECT_THAT(shown, ContainsRegex("[0-9]+ 'holder' +holds mutex 0x[0-9a-f]+\n"));
  EXPECT_THAT(shown, ContainsRegex("[0-9]+ 'holder' +holds reader-writer lock 0x[0-9a-f]+ reads\n"));
  EXPECT_THAT(shown, ContainsRegex("[0-9]+ 'writer' +holds reader-writer lock 0x[0-9a-f]+ waits\n"));
  EXPECT_THAT(shown, ContainsRegex(
                         "[0-9]+ 'waiter' +waits for mutex 0x[0-9a-f]+ of [0-9]+ 'holder' for [0-9]+\\.[0-9]{3} s\n"));
  EXPECT_THAT(shown, ContainsRegex("[0-9]+ 'writer' +waits for reader-writer lock 0x[0-9a-f]+ of [0-9]+ 'holder' for "
                                   "[0-9]+\\.[0-9]{3} s, with a deadline\n"));
}

TEST_F(Locks, TakesNoWords) {
  EXPECT_THAT(Run("locks x"), testing::HasSubstr("usage: locks\n"));
}

}  // namespace
