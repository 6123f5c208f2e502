// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command reboot_command;

namespace {

class Reboot : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(reboot_command);
    Type("");
  }
};

TEST_F(Reboot, RestartsTheMachine) {
  EXPECT_EXIT(Type("reboot\r"), testing::ExitedWithCode(200), "");
}

TEST_F(Reboot, TakesNoWords) {
  EXPECT_EQ(Run("reboot now"), "usage: reboot\nreboot: ended with 1\n");
}

}  // namespace
