// SPDX-License-Identifier: Apache-2.0
// control: run over that line itself.
#include "cells/control/testing/control_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command control_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class ControlCommand : public ControlTest {
protected:
  void SetUp() override {
    ControlTest::SetUp();
    AddCommand(control_command);
    Hello();
  }
  std::string Run(const std::string &line) {
    std::string output;
    for (const Answer &answer : Ask(CONTROL_RUN, line))
      if (answer.type == CONTROL_OUTPUT) output += answer.payload;
    return output;
  }
};

TEST_F(ControlCommand, ShowsTheSessionAndTheCounts) {
  std::string shown = Run("control");
  EXPECT_THAT(shown, ContainsRegex("^session [0-9a-f]{8} is open, number 1 since boot; its command runs\n"));
  EXPECT_THAT(shown,
              ContainsRegex("\nreceived [0-9]+ B: 2 requests in order, 0 refused, 0 pieces that were no frames, 0 "
                            "bytes lost\n"));
  EXPECT_THAT(shown, ContainsRegex("\nsent [0-9]+ B; 0 bytes that the line did not take, 0 bytes of output"));
  EXPECT_THAT(shown, testing::Not(HasSubstr("a cell is coming")));
}

TEST_F(ControlCommand, ShowsACellThatIsComing) {
  Ask(CONTROL_STORE, Number(5000, 8) + Number(0, 4));
  Ask(CONTROL_DATA, Number(0, 8) + "12345");
  EXPECT_THAT(Run("control"), HasSubstr("a cell is coming: 5 of 5000 bytes\n"));
}

TEST_F(ControlCommand, RefusesOtherWords) {
  EXPECT_EQ(Run("control x"), "usage: control\n");
}

// Without a line nobody runs it over one, but the shell can.
TEST_F(ControlCommand, SaysWhenThereIsNoLine) {
  control.present = false;
  EXPECT_THAT(Run("control"), HasSubstr("there is no second serial line"));
}

}  // namespace
