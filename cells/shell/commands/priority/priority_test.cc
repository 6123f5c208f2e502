// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command priority_command;

namespace {

using testing::HasSubstr;

class PriorityCommand : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(priority_command);
    Type("");
  }
};

TEST_F(PriorityCommand, ShowsAndChangesPriorities) {
  std::function<void()> body = [] { (void)clock_sleep(UINT64_C(3600) * kHertz); };
  std::string number = std::to_string(spawn("sleeper", body));
  EXPECT_THAT(Run("priority"), HasSubstr("policy: round robin"));
  EXPECT_THAT(Run("priority"), HasSubstr("0  sleeper"));
  EXPECT_EQ(Run("priority " + number + " 31"), "");
  EXPECT_THAT(Run("priority"), HasSubstr("31  sleeper"));
}

TEST_F(PriorityCommand, RefusesWhatIsNoTaskOrNoPriority) {
  EXPECT_THAT(Run("priority 4000000 1"), HasSubstr("no task has the number 4000000; `ps` lists them"));
  EXPECT_THAT(Run("priority 1 32"), HasSubstr("priorities go from 0 to 31"));
  EXPECT_THAT(Run("priority 1 1000"), HasSubstr("priorities go from 0 to 31"));
  EXPECT_THAT(Run("priority 1"), HasSubstr("usage: priority [NUMBER PRIORITY]"));
}

}  // namespace
