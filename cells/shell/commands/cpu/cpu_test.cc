// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

extern "C" const struct shell_command cpu_command;
extern "C" const struct cell_lifecycle processors_lifecycle;

namespace {

class Cpu : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(cpu_command);
    ASSERT_EQ(processors_lifecycle.init(), OK);
    Type("");
  }
};

TEST_F(Cpu, ListsTheProcessors) {
  EXPECT_EQ(Run("cpu"), "cpu controller state        calls      idle ms\n"
                        "  0          0 online           0            0\n");
}

TEST_F(Cpu, TakesNoWords) {
  EXPECT_EQ(Run("cpu 1"), "usage: cpu\ncpu: ended with 1\n");
}

}  // namespace
