// SPDX-License-Identifier: Apache-2.0
// channel: run over the channel itself.
#include "cells/channel/testing/channel_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command channel_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class ChannelCommand : public ChannelTest {
protected:
  void SetUp() override {
    ChannelTest::SetUp();
    AddCommand(channel_command);
    Hello();
  }
  std::string Run(const std::string &line) {
    std::string output;
    for (const Answer &answer : Ask(CHANNEL_RUN, line))
      if (answer.type == CHANNEL_OUTPUT) output += answer.payload;
    return output;
  }
};

TEST_F(ChannelCommand, ShowsTheSessionAndTheCounts) {
  std::string shown = Run("channel");
  EXPECT_THAT(shown, ContainsRegex("^session [0-9a-f]{8} is open, number 1 since boot; its command runs\n"));
  EXPECT_THAT(shown,
              ContainsRegex("\nreceived [0-9]+ B: 2 requests in order, 0 refused, 0 pieces that were no frames, 0 "
                            "bytes lost\n"));
  EXPECT_THAT(shown, ContainsRegex("\nsent [0-9]+ B; 0 bytes that the line did not take, 0 bytes of output"));
  EXPECT_THAT(shown, testing::Not(HasSubstr("a cell is coming")));
}

TEST_F(ChannelCommand, ShowsACellThatIsComing) {
  Ask(CHANNEL_STORE, Number(5000, 8) + Number(0, 4));
  Ask(CHANNEL_DATA, Number(0, 8) + "12345");
  EXPECT_THAT(Run("channel"), HasSubstr("a cell is coming: 5 of 5000 bytes\n"));
}

TEST_F(ChannelCommand, RefusesOtherWords) {
  EXPECT_EQ(Run("channel x"), "usage: channel\n");
}

// Without a line nobody runs it over the channel, but the shell can.
TEST_F(ChannelCommand, SaysWhenThereIsNoLine) {
  channel.present = false;
  EXPECT_THAT(Run("channel"), HasSubstr("there is no second serial line"));
}

}  // namespace
