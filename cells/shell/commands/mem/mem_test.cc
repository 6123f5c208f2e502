// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "kernel/frames/frames.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command mem_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class Mem : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(mem_command);
    Type("");
  }
};

// The number in the row that begins with `what`.
uint64_t CountOf(const std::string &shown, const std::string &what) {
  size_t at = shown.find("\n" + what + "  ");
  return at == std::string::npos ? UINT64_MAX : std::stoull(shown.substr(at + 1 + what.size()));
}

TEST_F(Mem, ShowsFramesThatAddUp) {
  std::string shown = Run("mem");
  struct frames_statistics frames;
  frames_statistics(&frames);
  EXPECT_EQ(CountOf(shown, "all"), frames.total) << shown;
  EXPECT_EQ(CountOf(shown, "used") + CountOf(shown, "free"), frames.total);
  EXPECT_LE(CountOf(shown, "free, least since boot"), CountOf(shown, "free"));
  EXPECT_THAT(shown, ContainsRegex("\nstacks and buffers +[0-9]+ +[0-9.]+ [KM]iB\n"));
}

TEST_F(Mem, MapListsMappingsAndSaysWhetherTheRulesHold) {
  std::string shown = Run("mem map");
  EXPECT_THAT(shown, testing::StartsWith("FROM               TO               ACCESS       SIZE\n"));
  EXPECT_THAT(shown, ContainsRegex("\n[0-9a-f]{16} - [0-9a-f]{16} rw-"));
  EXPECT_TRUE(shown.find("no frame is both writable and executable") != std::string::npos ||
              shown.find("BROKEN: ") != std::string::npos);
}

TEST_F(Mem, RefusesOtherWords) {
  EXPECT_THAT(Run("mem x"), HasSubstr("usage: mem [map]\n"));
}

}  // namespace
