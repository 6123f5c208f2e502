// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/files_fixture.h"

extern "C" const struct shell_command cp_command;

namespace {

using testing::HasSubstr;

class Cp : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    AddCommand(cp_command);
    Type("");
  }
};

TEST_F(Cp, CopiesToAPathOrIntoADirectory) {
  std::string bytes(10'000, (char)120);
  Put("/a", bytes);
  Make("/d");
  EXPECT_EQ(Run("cp /a /b"), "");
  EXPECT_EQ(Get("/b"), bytes);
  EXPECT_EQ(Run("cp /a /d"), "");
  EXPECT_EQ(Get("/d/a"), bytes);
  Put("/short", "s");
  EXPECT_EQ(Run("cp /short /b"), "");
  EXPECT_EQ(Get("/b"), "s");
}

TEST_F(Cp, ToItselfLeavesTheFileAsItIs) {
  Put("/a", "bytes");
  EXPECT_EQ(Run("cp /a /./a"), "");
  EXPECT_EQ(Run("cp /a /"), "");
  EXPECT_EQ(Get("/a"), "bytes");
}

TEST_F(Cp, TellsWhyNotAndHowFarItCame) {
  Put("/a", std::string(60'000, (char)120));
  Make("/d");
  EXPECT_THAT(Run("cp /x /b"), HasSubstr("there is no /x"));
  EXPECT_THAT(Run("cp /d /b"), HasSubstr("/d is a directory"));
  EXPECT_THAT(Run("cp /a /x/b"), HasSubstr("there is no /x"));
  EXPECT_THAT(Run("cp /a"), HasSubstr("usage: cp FILE TO"));
  struct file_statistics now = {};
  file_statistics(&now);
  ASSERT_EQ(file_limit(now.bytes + 25'000), OK);
  EXPECT_EQ(
      Run("cp /a /b"),
      "16384 of 60000 bytes were copied\n/b: the file system is full (88.6 KiB); `rm` makes room\ncp: ended with 1\n");
}

}  // namespace
