// SPDX-License-Identifier: Apache-2.0
// What is read out of the system's texts.
#include <string>

#include "tools/cellctl/lines.h"
#include "tools/cellctl/pause.h"
#include "gtest/gtest.h"

namespace {

std::string New(const char *before, const char *now) {
  return lines_new(before, now);
}

TEST(Lines, ShowAllTheFirstTime) {
  EXPECT_EQ(New("", "1.0 a\n2.0 b\n"), "1.0 a\n2.0 b\n");
}

TEST(Lines, ShowNothingTwice) {
  EXPECT_EQ(New("1.0 a\n2.0 b\n", "1.0 a\n2.0 b\n"), "");
  EXPECT_EQ(New("1.0 a\n2.0 b\n", "1.0 a\n2.0 b\n3.0 c\n"), "3.0 c\n");
}

TEST(Lines, AreTheSameThoughTheirTimesDiffer) {
  EXPECT_EQ(New("  1.000001 a\n", "  1.000002 a\n  2.0 b\n"), "  2.0 b\n");
}

TEST(Lines, ThatWereForgottenAreNotShownAgain) {
  EXPECT_EQ(New("1 a\n2 b\n3 c\n", "2 b\n3 c\n4 d\n"), "4 d\n");
}

TEST(Lines, AreAllNewWhenNothingIsLeftOfTheOldOnes) {
  EXPECT_EQ(New("1 a\n2 b\n", "7 g\n8 h\n"), "7 g\n8 h\n");
  EXPECT_EQ(New("1 a\n", ""), "");
}

TEST(Lines, ThatRepeatAreCountedAsFewForgotten) {
  EXPECT_EQ(New("1 a\n2 a\n", "1 a\n2 a\n3 a\n"), "3 a\n");
}

std::string Found(std::initializer_list<std::string> parts) {
  struct pause_watch watch = {};
  for (const std::string &part : parts)
    pause_look(&watch, part.data(), part.size());
  return watch.found;
}

TEST(Pause, IsFoundInALineThatComesInPieces) {
  EXPECT_EQ(Found({"plan: 1 ms\ncommit: pau", "sed 12", " us, 4 words\n"}), "12 us");
}

TEST(Pause, OfTheLastLineCounts) {
  EXPECT_EQ(Found({"paused 1 us\npaused 2.5 us\n"}), "2.5 us");
}

TEST(Pause, IsNothingWhereThereIsNone) {
  EXPECT_EQ(Found({"paused for long\npaused\npaused 12\n"}), "");
  EXPECT_EQ(Found({std::string(5000, 'x'), "\n"}), "");
}

TEST(Numbers, AreGroupedByThousands) {
  char text[32];
  EXPECT_STREQ(pause_grouped(0, text, sizeof text), "0");
  EXPECT_STREQ(pause_grouped(999, text, sizeof text), "999");
  EXPECT_STREQ(pause_grouped(1000, text, sizeof text), "1,000");
  EXPECT_STREQ(pause_grouped(1234567, text, sizeof text), "1,234,567");
}

}  // namespace
