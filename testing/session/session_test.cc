// SPDX-License-Identifier: Apache-2.0
// session: the real program on a real pseudo terminal, typing at a small subject.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;

class Session : public testing::Test {
protected:
  // Plays the script; returns the exit status. What was printed is in `output`.
  int Play(const std::string &script, const std::string &command = "testing/session/subject") {
    std::string folder = testing::TempDir(), file = folder + "/script", log = folder + "/output";
    std::ofstream(file) << script;
    int status = system(("testing/session/session " + file + " " + command + " >" + log + " 2>&1").c_str());
    std::stringstream text;
    text << std::ifstream(log).rdbuf();
    output = text.str();
    return WEXITSTATUS(status);
  }
  std::string output;
};

TEST_F(Session, HoldsWhenEverythingIsShownAsExpected) {
  EXPECT_EQ(Play("expect ready>\nsend hello\nexpect you said 'hello'\nexpect ready>\nsend quit 0\nstatus 0\n"), 0)
      << output;
  EXPECT_THAT(output, HasSubstr("ready> you said 'hello'"));
}

TEST_F(Session, TheCommandsStatusMustBeTheOneInTheScript) {
  EXPECT_EQ(Play("expect ready>\nsend quit 7\nstatus 7"), 0) << output;
  EXPECT_EQ(Play("expect ready>\nsend quit 7\nstatus 0"), 1);
  EXPECT_THAT(output, HasSubstr("script:3: the command ended with status 7 and not 0"));
  EXPECT_EQ(Play("expect ready>\nsend die\nstatus 137"), 0) << output;
}

TEST_F(Session, FailsWhenTheGuardExpires) {
  EXPECT_EQ(Play("expect ready>\nguard 0\nexpect never\nstatus 0"), 1);
  EXPECT_THAT(output, HasSubstr("script:3: this was not shown within the guard's time"));
  EXPECT_EQ(Play("expect ready>\nguard 0\nstatus 0"), 1);
  EXPECT_THAT(output, HasSubstr("script:3: the command did not end within the guard's time"));
}

TEST_F(Session, FailsWhenTheCommandEndsTooEarly) {
  EXPECT_EQ(Play("expect ready>\nsend quit 0\nexpect more\nstatus 0"), 1);
  EXPECT_THAT(output, HasSubstr("script:3: the command ended before this was shown"));
}

TEST_F(Session, ExpectsOnlyBehindWhatWasExpectedBefore) {
  EXPECT_EQ(Play("expect ready>\nguard 0\nexpect ready>\nstatus 0"), 1);
}

TEST_F(Session, AbsentLooksBetweenTheLastTwoExpectations) {
  EXPECT_EQ(Play("expect ready>\nsend one\nexpect ready>\nabsent two\nsend quit 0\nstatus 0"), 0) << output;
  EXPECT_EQ(Play("expect ready>\nsend one\nexpect ready>\nabsent one\nsend quit 0\nstatus 0"), 1);
  EXPECT_THAT(output, HasSubstr("script:4: this was shown before the last expectation"));
  EXPECT_EQ(Play("expect ready>\nsend one\nexpect ready>\nsend x\nexpect ready>\nabsent one\nsend quit 0\nstatus 0"), 0)
      << output;
}

TEST_F(Session, PressesKeysAsATerminalSendsThem) {
  EXPECT_EQ(Play("expect ready>\nsend bytes\nkey up ctrl-c delete\ntype .\n"
                 "expect <1b><5b><41><03><1b><5b><33><7e><2e>\nexpect ready>\nsend quit 0\nstatus 0"),
            0)
      << output;
}

TEST_F(Session, AnswersForTheCursorOnlyWithColumns) {
  EXPECT_EQ(Play("columns 132\nexpect ready>\nsend ask\nexpect <1b><5b><32><34><3b><31><33><32><52>\n"
                 "expect ready>\nsend quit 0\nstatus 0"),
            0)
      << output;
  EXPECT_EQ(Play("expect ready>\nsend ask\nexpect \\e[6n\ntype R\nexpect <52>\nexpect ready>\nsend quit 0\nstatus 0"),
            0)
      << output;
}

TEST_F(Session, AProcessLeftBehindDoesNotKeepItWaiting) {
  EXPECT_EQ(Play("expect ready>\nsend leave\nstatus 0"), 0) << output;
}

TEST_F(Session, CannotBeStartedWithoutAGoodScriptOrACommand) {
  EXPECT_EQ(Play("expect a\n"), 2);
  EXPECT_THAT(output, HasSubstr("the script does not end with"));
  EXPECT_EQ(Play("status 127", "./no-such-program"), 0) << output;
  EXPECT_THAT(output, HasSubstr("cannot run ./no-such-program"));
  EXPECT_EQ(WEXITSTATUS(system("testing/session/session 2>/dev/null")), 2);
  EXPECT_EQ(WEXITSTATUS(system("testing/session/session /no/script true 2>/dev/null")), 2);
}

}  // namespace
