// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command poweroff_command;

namespace {

class Poweroff : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(poweroff_command);
    Type("");
  }
};

TEST_F(Poweroff, EndsTheMachineWithTheStatus) {
  EXPECT_EXIT(Type("poweroff\r"), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(Type("poweroff 7\r"), testing::ExitedWithCode(7), "");
}

TEST_F(Poweroff, RefusesAStatusThatCannotBe) {
  for (const char *line : {"poweroff 101", "poweroff x", "poweroff 1 2"})
    EXPECT_EQ(Run(line), "usage: poweroff [STATUS]; 0 to 100\npoweroff: ended with 1\n") << line;
}

}  // namespace
