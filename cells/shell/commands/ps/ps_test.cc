// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command ps_command;

namespace {

using testing::ContainsRegex;

class Ps : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(ps_command);
    Type("");
  }
};

TEST_F(Ps, ShowsTheTasksInColumns) {
  std::function<void()> sleeper = [] { (void)clock_sleep(UINT64_C(3600) * kHertz); };
  spawn("sleeper", sleeper);
  std::string shown = Run("ps");
  EXPECT_THAT(shown,
              testing::StartsWith(
                  "NUMBER NAME             STATE    CPU PRIO      SECONDS SWITCHES    MEMORY   STACK KiB  WAITS IN\n"));
  EXPECT_THAT(shown, ContainsRegex("\n +[0-9]+ shell            waiting    0    0 +[0-9]+\\.[0-9]{6} +[0-9]+  16.0 KiB "
                                   "+0\\.[0-9] of 16  join\n"));
  EXPECT_THAT(
      shown,
      ContainsRegex("\n +[0-9]+ ps               running    0    0 +[0-9]+\\.[0-9]{6} +1  16.0 KiB +0\\.0 of 16\n"));
  EXPECT_THAT(shown, ContainsRegex("\n +[0-9]+ sleeper          waiting .* of 16  sleep\n"));
}

TEST_F(Ps, TakesNoWords) {
  EXPECT_THAT(Run("ps x"), testing::HasSubstr("usage: ps\n"));
}

}  // namespace
