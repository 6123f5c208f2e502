// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command mv_command;

namespace {

using testing::HasSubstr;

class Mv : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(mv_command);
    Type("");
  }
};

TEST_F(Mv, RenamesAndMoves) {
  Put("/a", "A");
  Make("/d");
  EXPECT_EQ(Run("mv /a /b"), "");
  EXPECT_EQ(Run("mv /b /d/"), "");
  EXPECT_EQ(Get("/d/b"), "A");
  EXPECT_EQ(Run("mv /d /e"), "");
  EXPECT_EQ(Get("/e/b"), "A");
}

TEST_F(Mv, TellsWhyNot) {
  Put("/a", "A");
  Make("/d");
  Make("/d/e");
  EXPECT_THAT(Run("mv /x /y"), HasSubstr("there is no /x"));
  EXPECT_THAT(Run("mv /a /x/y"), HasSubstr("there is no /x"));
  EXPECT_THAT(Run("mv /d /d/e"), HasSubstr("a directory cannot go into itself"));
  EXPECT_THAT(Run("mv / /d"), HasSubstr("/ stays where it is"));
  EXPECT_THAT(Run("mv /d /a"), HasSubstr("/a is a file, no directory"));
  EXPECT_THAT(Run("mv /a"), HasSubstr("usage: mv FROM TO"));
}

}  // namespace
