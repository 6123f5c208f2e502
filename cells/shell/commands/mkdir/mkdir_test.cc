// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command mkdir_command;

namespace {

using testing::HasSubstr;

class Mkdir : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(mkdir_command);
    Type("");
  }
};

TEST_F(Mkdir, MakesDirectories) {
  EXPECT_EQ(Run("mkdir /a /a/b /c/"), "");
  struct file_entry entry;
  EXPECT_EQ(file_look("/a/b", &entry), OK);
  EXPECT_EQ(file_look("/c", &entry), OK);
}

TEST_F(Mkdir, TellsWhyNot) {
  Make("/a");
  EXPECT_EQ(Run("mkdir /a /b"), "/a is there already; choose another name, or remove it\nmkdir: ended with 1\n");
  EXPECT_THAT(Run("mkdir /x/y"), HasSubstr("there is no /x; `ls /` shows what is there"));
  EXPECT_THAT(Run("mkdir"), HasSubstr("usage: mkdir PATH..."));
}

}  // namespace
