// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command ls_command;

namespace {

using testing::HasSubstr;

class Ls : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(ls_command);
    Type("");
  }
};

TEST_F(Ls, ShowsNamesInTheirOrderWithSizes) {
  Put("/b", "12345");
  Put("/a", "");
  Make("/d");
  Put("/d/odd name\xff", "x");
  EXPECT_EQ(Run("ls"), "         0  a\n         5  b\n         1  d/\n");
  EXPECT_EQ(Run("ls /d"), "         1  odd\\x20name\\xff\n");
  EXPECT_EQ(Run("ls /b"), "         5  b\n");
  EXPECT_EQ(Run("ls /b /d/"), "/b:\n         5  b\n/d/:\n         1  odd\\x20name\\xff\n");
}

TEST_F(Ls, ShowsTheLongestNameWhole) {
  Put("/" + std::string(255, (char)1), "");
  std::string shown;
  for (int i = 0; i < 255; i++)
    shown += "\\x01";
  EXPECT_EQ(Run("ls"), "         0  " + shown + "\n");
}

TEST_F(Ls, TellsWhatIsNotThere) {
  Put("/a", "");
  EXPECT_EQ(Run("ls /x"), "there is no /x; `ls /` shows what is there\nls: ended with 1\n");
  EXPECT_EQ(Run("ls x"), "'x' is no path; one begins with /, as in /x\nls: ended with 1\n");
  EXPECT_EQ(Run("ls /a/b"), "/a is a file, no directory\nls: ended with 1\n");
}

TEST_F(Ls, CompletesPaths) {
  Make("/dir");
  Put("/dir/first", "");
  Put("/dir/second", "");
  Put("/dir/not typed", "");
  EXPECT_THAT(Type("ls /d\t\r"), HasSubstr("ls /dir/\x1b[J\n         0  first\n"));
  EXPECT_THAT(Type("ls /d\tf\t\r"), HasSubstr("ls /dir/first \x1b[J\n         0  first\n"));
  EXPECT_THAT(Type("ls /dir/\t"), HasSubstr("/dir/first   /dir/second"));
}

}  // namespace
