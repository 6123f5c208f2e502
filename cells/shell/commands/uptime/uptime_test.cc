// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command uptime_command;

namespace {

using testing::MatchesRegex;

class Uptime : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(uptime_command);
    Type("");
  }
  // Until the clock shows at least that; it counts as calibrated, so not quite a nanosecond a cycle.
  static void PassUntil(uint64_t seconds) {
    while (clock_now() < seconds * kHertz)
      arch_host()->cycles += seconds * kHertz - clock_now() + 1;
  }
};

TEST_F(Uptime, ShowsHoursMinutesSeconds) {
  PassUntil(3600 + 120 + 3);
  EXPECT_THAT(Run("uptime"), MatchesRegex("up 01:02:0[34]\\.[0-9]{3}, [0-9]+ tasks, 1\\.00 GHz time-stamp counter\n"));
}

TEST_F(Uptime, ShowsDaysAfterOne) {
  PassUntil(86400);
  EXPECT_THAT(Run("uptime"), MatchesRegex("up 1 day 00:00:.*\n"));
  PassUntil(2 * 86400);
  EXPECT_THAT(Run("uptime"), MatchesRegex("up 2 days 00:00:.*\n"));
}

}  // namespace
