// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command cat_command;

namespace {

using testing::HasSubstr;

class Cat : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(cat_command);
    Type("");
  }
};

TEST_F(Cat, ShowsFilesInTurn) {
  Put("/a", "one\n");
  Put("/b", std::string(5000, (char)98) + "\n");
  EXPECT_EQ(Run("cat /a /b /a"), "one\n" + std::string(5000, (char)98) + "\none\n");
}

TEST_F(Cat, TellsWhatItCannotShowAndGoesOn) {
  Put("/a", "one\n");
  Make("/d");
  EXPECT_EQ(Run("cat /x /d /a"),
            "there is no /x; `ls /` shows what is there\n/d is a directory; `ls /d` shows what is in it\n"
            "one\ncat: ended with 1\n");
  EXPECT_EQ(Run("cat"), "nothing to show: name a file, or give input by < or |\ncat: ended with 1\n");
}

TEST_F(Cat, LeavesNoCursorWhenItIsEnded) {
  Put("/a", std::string(100'000, (char)97));
  for (int i = 0; i < 3; i++)
    Type("cat /a\r\x03");
  EXPECT_EQ(Get("/a").size(), 100'000u);
}

}  // namespace
