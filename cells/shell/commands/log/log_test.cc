// SPDX-License-Identifier: Apache-2.0
#include "kernel/log/log.h"

#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command log_command;

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class LogCommand : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(log_command);
    Type("");
    log_set_level(LOG_INFO);
    log_write(LOG_INFO, "//a", "first");
    log_write(LOG_WARNING, "//a", "second");
    log_write(LOG_ERROR, "//b", "third");
    log_write(LOG_INFO, "//b", "fourth");
  }
  static size_t Lines(const std::string &shown) {
    return static_cast<size_t>(std::count(shown.begin(), shown.end(), '\n'));
  }
};

TEST_F(LogCommand, ShowsTimeLevelCellAndText) {
  EXPECT_THAT(Run("log 1"), MatchesRegex(" *[0-9]+\\.[0-9]{6} info    //b: fourth\n"));
}

TEST_F(LogCommand, ShowsTheLastLines) {
  std::string shown = Run("log 2");
  EXPECT_EQ(Lines(shown), 2u);
  EXPECT_THAT(shown, HasSubstr("third"));
  EXPECT_THAT(shown, HasSubstr("fourth"));
  EXPECT_EQ(Run("log 0"), "");
}

TEST_F(LogCommand, ShowsOnlyTheLevelsAskedFor) {
  std::string shown = Run("log 2 warning");
  EXPECT_EQ(Lines(shown), 2u);
  EXPECT_THAT(shown, HasSubstr("second"));
  EXPECT_THAT(shown, HasSubstr("third"));
  EXPECT_THAT(Run("log error 1"), HasSubstr("third"));
}

TEST_F(LogCommand, ShowsAllThatIsKept) {
  EXPECT_EQ(Lines(Run("log")), log_next() - log_lost());
}

TEST_F(LogCommand, FollowsUntilCtrlC) {
  std::string shown = Type("log -f 1\r");
  EXPECT_THAT(shown, HasSubstr("fourth\n"));
  log_write(LOG_INFO, "//c", "fifth");
  EXPECT_THAT(Type(""), HasSubstr("//c: fifth\n"));
  for (int i = 0; i < 1000; i++)
    log_write(LOG_INFO, "//c", "many %d", i);
  shown = Type("");
  EXPECT_THAT(shown, HasSubstr(" lines are lost)\n"));
  EXPECT_THAT(shown, HasSubstr("//c: many 999\n"));
  EXPECT_THAT(Type("\x03"), HasSubstr("^C\ndelias> "));
}

TEST_F(LogCommand, SetsAndShowsWhatIsKept) {
  EXPECT_THAT(Run("log keep debug"), HasSubstr("keeps lines from level 'debug' on"));
  EXPECT_EQ(log_level(), LOG_DEBUG);
  EXPECT_THAT(Run("log keep"), HasSubstr("keeps lines from level 'debug' on"));
  log_set_level(LOG_INFO);
}

TEST_F(LogCommand, RefusesWordsThatItDoesNotKnow) {
  for (const char *line : {"log x", "log -x", "log keep x", "log keep info 3", "log 3 keep", "log -1"})
    EXPECT_THAT(Run(line), HasSubstr("usage: log")) << line;
}

TEST_F(LogCommand, CompletesLevelsAndOptions) {
  EXPECT_THAT(Type("log keep d\t\r"), HasSubstr("level 'debug'"));
  log_set_level(LOG_INFO);
}

}  // namespace
