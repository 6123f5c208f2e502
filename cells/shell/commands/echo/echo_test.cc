// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

extern "C" const struct shell_command echo_command;

namespace {

class Echo : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(echo_command);
    Type("");
  }
};

TEST_F(Echo, PrintsItsWordsOneBlankApart) {
  EXPECT_EQ(Run("echo"), "\n");
  EXPECT_EQ(Run("echo a   b 'c  d'"), "a b c  d\n");
}

}  // namespace
