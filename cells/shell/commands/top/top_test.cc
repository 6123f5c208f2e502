// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command top_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

size_t Count(const std::string &text, const std::string &what) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at++)
    count++;
  return count;
}

class Top : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(top_command);
    Type("");
  }
};

TEST_F(Top, OnceIsOneTableSinceBoot) {
  std::string shown = Run("top --once");
  EXPECT_THAT(shown,
              ContainsRegex("^CPU busy +[0-9]+\\.[0-9] % of [0-9]+\\.[0-9]{3} s; [0-9]+ tasks; [0-9.]+ [KM]iB of "
                            "[0-9.]+ [KM]iB free\ninterrupts a second: [a-z]+ [0-9]+"));
  EXPECT_THAT(shown, HasSubstr("\nNUMBER NAME             STATE    CPU % SWITCHES    STACK\n"));
  EXPECT_THAT(shown, ContainsRegex("\n +[0-9]+ shell            waiting  +[0-9]+\\.[0-9] +[0-9]+ +[0-9]+ KiB\n"));
  EXPECT_EQ(Count(shown, "CPU busy"), 1u);
}

TEST_F(Top, TheBusiestComesFirstWithItsShareOfTheRound) {
  // Half of each second, by what it is accounted for.
  std::function<void()> busy = [] {
    for (int i = 0; i < 8; i++) {
      pass(kHertz / 2);
      if (clock_sleep(kHertz / 2) != OK) return;
    }
  };
  std::function<void()> lazy = [] { (void)clock_sleep(UINT64_C(3600) * kHertz); };
  spawn("lazy", lazy);
  spawn("busy", busy);
  std::string shown = Run("top --rounds 3");
  EXPECT_EQ(Count(shown, "CPU busy"), 3u);
  std::string last = shown.substr(shown.rfind("NUMBER"));
  EXPECT_THAT(last, ContainsRegex("^NUMBER [^\n]*\n +[0-9]+ busy             [a-z]+ +(49|50|51|33|34|66|67)\\.[0-9] "));
  EXPECT_LT(last.find(" busy "), last.find(" lazy "));
  EXPECT_THAT(last, ContainsRegex("\n +[0-9]+ lazy             waiting    0\\.0 "));
}

TEST_F(Top, GoesOnUntilItIsToldToEnd) {
  std::string shown = Type("top\r");
  EXPECT_GT(Count(shown, "CPU busy"), 1u);
  EXPECT_THAT(Type("\x03"), HasSubstr("^C\n"));
}

TEST_F(Top, ShowsTheBusiestTwentyAndCountsTheRest) {
  std::function<void()> sleeper = [] { (void)clock_sleep(UINT64_C(3600) * kHertz); };
  for (int i = 0; i < 200; i++)
    spawn("sleeper", sleeper);
  std::string shown = Run("top --once");
  EXPECT_EQ(Count(shown, " waiting ") + Count(shown, " running ") + Count(shown, " ready "), 20u);
  EXPECT_THAT(shown, HasSubstr("; 202 tasks;"));
  EXPECT_THAT(shown, HasSubstr("\nand 182 more\n"));
}

TEST_F(Top, RefusesOtherWords) {
  for (const char *line : {"top x", "top --rounds", "top --rounds 0", "top --rounds x", "top --once 2"})
    EXPECT_THAT(Run(line), HasSubstr("usage: top [--once | --rounds N]\n")) << line;
}

}  // namespace
