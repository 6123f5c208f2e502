// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command write_command;

namespace {

using testing::HasSubstr;

class Write : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(write_command);
    Type("");
  }
};

TEST_F(Write, PutsALineIntoAFile) {
  EXPECT_EQ(Run("write /a some  'quoted  words'"), "");
  EXPECT_EQ(Get("/a"), "some quoted  words\n");
  EXPECT_EQ(Run("write /a x"), "");
  EXPECT_EQ(Get("/a"), "x\n");
  EXPECT_EQ(Run("write /a"), "");
  EXPECT_EQ(Get("/a"), "");
}

TEST_F(Write, TellsWhyNot) {
  Make("/d");
  EXPECT_THAT(Run("write /d x"), HasSubstr("/d is a directory"));
  EXPECT_THAT(Run("write /x/y x"), HasSubstr("there is no /x; `ls /`"));
  EXPECT_THAT(Run("write"), HasSubstr("usage: write FILE [TEXT...]\n"));
  ASSERT_EQ(file_limit(0), OK);
  EXPECT_EQ(Run("write /a x"), "/a: the file system is full (0 B); `rm` makes room\nwrite: ended with 1\n");
}

}  // namespace
