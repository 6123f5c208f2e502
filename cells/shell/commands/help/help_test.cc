// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

extern "C" const struct shell_command help_command;

namespace {

int64_t Nothing(struct shell_call *) {
  return 0;
}

constexpr struct shell_command kZebra = {"zebra", "stripes", "zebra [WHERE]", "Line one.\nLine two.\n",
                                         Nothing, nullptr};
constexpr struct shell_command kApple = {"apple", "fruit", "apple", nullptr, Nothing, nullptr};

class Help : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(kZebra);
    AddCommand(help_command);
    AddCommand(kApple);
    Type("");
  }
};

TEST_F(Help, ListsTheCommandsInOrderOfNames) {
  std::string shown = Run("help");
  size_t apple = shown.find("\napple      fruit\n"), help = shown.find("\nhelp       list"),
         zebra = shown.find("\nzebra      stripes\n");
  ASSERT_NE(apple, std::string::npos) << shown;
  EXPECT_LT(apple, help);
  EXPECT_LT(help, zebra);
  EXPECT_NE(zebra, std::string::npos) << shown;
}

TEST_F(Help, TellsAboutOneCommand) {
  EXPECT_EQ(Run("help zebra"), "usage: zebra [WHERE]\nstripes\n\nLine one.\nLine two.\n");
  EXPECT_EQ(Run("help apple"), "usage: apple\nfruit\n");
}

TEST_F(Help, SaysWhenThereIsNoSuchCommand) {
  EXPECT_EQ(Run("help pear"), "there is no command 'pear'; `help` lists all\nhelp: ended with 1\n");
  EXPECT_EQ(Run("help a b"), "usage: help [COMMAND]\nhelp: ended with 1\n");
}

TEST_F(Help, CompletesNamesOfCommands) {
  EXPECT_NE(Type("help ze\t\r").find("\nusage: zebra"), std::string::npos);
}

}  // namespace
