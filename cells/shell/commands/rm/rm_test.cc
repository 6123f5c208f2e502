// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command rm_command;

namespace {

using testing::HasSubstr;

class Rm : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(rm_command);
    Type("");
  }
};

TEST_F(Rm, RemovesFilesAndEmptyDirectories) {
  Put("/a", "A");
  Make("/d");
  EXPECT_EQ(Run("rm /a /d"), "");
  struct file_entry entry;
  EXPECT_EQ(file_look_after("/", "", &entry), EMPTY);
}

TEST_F(Rm, RemovesWholeTreesOnDemand) {
  Make("/d");
  Make("/d/e");
  Put("/d/e/f", "F");
  Put("/d/g", std::string(2'000'000, (char)103));
  EXPECT_EQ(Run("rm /d"),
            "/d has 2 names in it; remove what is in it first\n`rm -r /d` removes all of it\nrm: ended with 1\n");
  EXPECT_EQ(Run("rm -r /d/"), "");
  struct file_statistics now = {};
  file_statistics(&now);
  EXPECT_EQ(now.bytes, 0u);
  Put("/a", "");
  Make("/b");
  EXPECT_EQ(Run("rm -r /"), "/ stays where it is\nrm: ended with 1\n");
  file_statistics(&now);
  EXPECT_EQ(now.nodes, 0u);
}

TEST_F(Rm, TellsWhyNotAndGoesOn) {
  Put("/a", "A");
  EXPECT_EQ(Run("rm /x /a/b /a"),
            "there is no /x; `ls /` shows what is there\n/a is a file, no directory\nrm: ended with 1\n");
  EXPECT_EQ(Get("/a"), "NOT_FOUND");
  EXPECT_THAT(Run("rm -r"), HasSubstr("usage: rm [-r] PATH..."));
}

}  // namespace
