// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "kernel/channel/stream.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command chan_command;

namespace {

using testing::HasSubstr;

class Chan : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(chan_command);
    Type("");
  }
};

TEST_F(Chan, SaysWhenThereIsNone) {
  EXPECT_THAT(Run("chan"), HasSubstr("\n0 channels\n"));
}

TEST_F(Chan, ListsChannelsAndTheirEnds) {
  struct channel_end *end = nullptr, *other = nullptr;
  ASSERT_EQ(channel_make(stream_type(), "pipe", 64, CHANNEL_SEND, &end), OK);
  ASSERT_EQ(channel_share(end, stream_type(), CHANNEL_RECEIVE, &other), OK);
  struct channel_case write = {end, CHANNEL_SEND, 5, const_cast<char *>("hello"), nullptr};
  struct channel_turn turn = {};
  ASSERT_EQ(channel_try(&write, 1, &turn), OK);
  std::string shown = Run("chan");
  EXPECT_THAT(shown, HasSubstr("pipe                    bytes                         64        5            5\n"
                               "      sends    processor "));
  EXPECT_THAT(shown, HasSubstr("      receives processor "));
  EXPECT_THAT(shown, HasSubstr("\n1 channel\n"));
  channel_close(end);
  channel_close(other);
}

TEST_F(Chan, ShowsWhoWaits) {
  struct channel_end *end = nullptr;
  std::function<void()> body = [&] {
    char byte;
    struct channel_turn turn = {};
    EXPECT_EQ(channel_make(stream_type(), "", 64, CHANNEL_BOTH, &end), OK);
    (void)!stream_read(end, &byte, 1, &turn, 0);
  };
  uint64_t number = spawn("reader", body);
  run();
  EXPECT_THAT(Run("chan"), HasSubstr("'reader', waits\n"));
  EXPECT_EQ(sched_kill(number), OK);
  run();
}

TEST_F(Chan, TakesNoWords) {
  EXPECT_EQ(Run("chan 1"), "usage: chan\nchan: ended with 1\n");
}

}  // namespace
