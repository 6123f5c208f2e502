// SPDX-License-Identifier: Apache-2.0
#include "testing/session/script.h"

#include <string>

#include "gtest/gtest.h"

namespace {

class Script : public testing::Test {
protected:
  ~Script() override {
    script_free(&script_);
  }
  // The reason for refusing it; "" when it was taken.
  std::string Read(const std::string &text) {
    script_free(&script_);
    char why[200] = "";
    return script_read(text.c_str(), &script_, why, sizeof why) ? "" : why;
  }
  std::string Text(size_t step) {
    return std::string(script_.steps[step].text, script_.steps[step].length);
  }

  struct script script_ = {};
};

TEST_F(Script, ReadsEachKindOfStep) {
  ASSERT_EQ(
      Read("# remark\n\ncolumns 120\nguard 7\nexpect a b\ntype x\nsend y z\nkey up ctrl-c tab\nabsent no\nstatus 3\n"),
      "");
  ASSERT_EQ(script_.count, 8u);
  EXPECT_EQ(script_.steps[0].action, SCRIPT_COLUMNS);
  EXPECT_EQ(script_.steps[0].number, 120u);
  EXPECT_EQ(script_.steps[0].line, 3u);
  EXPECT_EQ(script_.steps[1].action, SCRIPT_GUARD);
  EXPECT_EQ(script_.steps[2].action, SCRIPT_EXPECT);
  EXPECT_EQ(Text(2), "a b");
  EXPECT_EQ(Text(3), "x");
  EXPECT_EQ(script_.steps[4].action, SCRIPT_TYPE);
  EXPECT_EQ(Text(4), "y z\r");
  EXPECT_EQ(Text(5), "\x1b[A\x03\t");
  EXPECT_EQ(script_.steps[6].action, SCRIPT_ABSENT);
  EXPECT_EQ(script_.steps[7].action, SCRIPT_STATUS);
  EXPECT_EQ(script_.steps[7].number, 3u);
}

TEST_F(Script, ReadsEscapes) {
  ASSERT_EQ(Read("expect \\e[1m\\n\\r\\t\\\\\\x20\nsend\nstatus 0"), "");
  EXPECT_EQ(Text(0), "\x1b[1m\n\r\t\\ ");
  EXPECT_EQ(Text(1), "\r");
}

TEST_F(Script, KeepsBytesThatAreZero) {
  ASSERT_EQ(Read("type a\\x00b\nstatus 0"), "");
  EXPECT_EQ(Text(0), std::string("a\0b", 3));
}

TEST_F(Script, LeavesOutBlanksAtTheEndOfALine) {
  ASSERT_EQ(Read("expect a  \r\nstatus 0"), "");
  EXPECT_EQ(Text(0), "a");
}

TEST_F(Script, SaysWhatIsWrongAndInWhichLine) {
  EXPECT_EQ(Read("\nwait 3\nstatus 0"), "line 2: no such step: 'wait'");
  EXPECT_EQ(Read("key up nowhere\nstatus 0"), "line 1: no such key: 'nowhere'");
  EXPECT_EQ(Read("key ctrl-1\nstatus 0"), "line 1: no such key: 'ctrl-1'");
  EXPECT_EQ(Read("key\nstatus 0"), "line 1: there is no key in ''");
  EXPECT_EQ(Read("expect\nstatus 0"), "line 1: there is no text in ''");
  EXPECT_EQ(Read("expect a\\q\nstatus 0"), "line 1: no such escape in 'a\\q'");
  EXPECT_EQ(Read("expect a\\x1\nstatus 0"), "line 1: no such escape in 'a\\x1'");
  EXPECT_EQ(Read("status x"), "line 1: no number: 'x'");
  EXPECT_EQ(Read("status -1"), "line 1: no number: '-1'");
  EXPECT_EQ(Read("guard 9999999\nstatus 0"), "line 1: no number: '9999999'");
  EXPECT_EQ(Read("expect a\n"), "line 2: the script does not end with 'status NUMBER'");
  EXPECT_EQ(Read(""), "line 1: the script does not end with 'status NUMBER'");
  EXPECT_EQ(Read("status 0\ntype x"), "line 2: a step behind 'status'");
}

}  // namespace
