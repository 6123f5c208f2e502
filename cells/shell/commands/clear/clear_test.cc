// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

extern "C" const struct shell_command clear_command;

namespace {

class Clear : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(clear_command);
    Type("");
  }
};

TEST_F(Clear, SendsTheCursorHomeAndErasesTheScreen) {
  EXPECT_EQ(Run("clear"), "\x1b[H\x1b[2J");
  EXPECT_EQ(Run("clear x"), "usage: clear\nclear: ended with 1\n");
}

}  // namespace
