// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/words/words.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

struct Split {
  status_t status;
  std::vector<std::string> words;
  bool starts_new;
  char quote;
  size_t bytes;  // of the texts of words, with their ends
};

Split Take(const std::string &line) {
  struct words words;
  Split split = {words_split(line.data(), line.size(), &words), {}, words.starts_new, words.quote, 0};
  for (int32_t i = 0; i < words.count; i++)
    split.words.push_back(words.words[i]);
  for (int32_t i = 0; i < words.count; i++)
    if (words.marks[i] == WORDS_TEXT) split.bytes += split.words[static_cast<size_t>(i)].size() + 1;
  EXPECT_EQ(words.words[words.count], nullptr);
  return split;
}

using W = std::vector<std::string>;

TEST(Words, PartsALineAtBlanks) {
  EXPECT_EQ(Take("").words, W{});
  EXPECT_EQ(Take("  \t ").words, W{});
  EXPECT_EQ(Take("ps").words, W{"ps"});
  EXPECT_EQ(Take("  log  -f\t20 ").words, (W{"log", "-f", "20"}));
}

TEST(Words, KeepsWhatIsQuotedTogether) {
  EXPECT_EQ(Take("echo 'a b' \"c  d\"").words, (W{"echo", "a b", "c  d"}));
  EXPECT_EQ(Take("a'b c'd").words, W{"ab cd"});
  EXPECT_EQ(Take("'say \"x\"' \"it's\"").words, (W{"say \"x\"", "it's"}));
  EXPECT_EQ(Take("'it'\"'\"'s'").words, W{"it's"});
  EXPECT_EQ(Take("'' \"\" x").words, (W{"", "", "x"}));
  EXPECT_EQ(Take("\\n \\'").status, INVALID);  // a backslash is a character like others
}

TEST(Words, KnowsMarksWithBlanksAndWithout) {
  struct words words;
  auto marks = [&](const std::string &line) {
    EXPECT_EQ(words_split(line.data(), line.size(), &words), OK) << line;
    std::string told;
    for (int32_t i = 0; i < words.count; i++) {
      told += words.marks[i] == WORDS_TEXT ? words.words[i] : std::string(1, "?p<>+"[words.marks[i]]);
      if (words.marks[i] != WORDS_TEXT) EXPECT_STREQ(words.words[i], "");
      told += ",";
    }
    return told;
  };
  EXPECT_EQ(marks("a|b>c"), "a,p,b,>,c,");
  EXPECT_EQ(marks(" a  | b >> c < d"), "a,p,b,+,c,<,d,");
  EXPECT_EQ(marks(">>>"), "+,>,");
  EXPECT_EQ(marks("'|' \"<\" a'>'b"), "|,<,a>b,");
  EXPECT_EQ(marks(std::string(SHELL_LINE - 3, 'x') + "|y"), std::string(SHELL_LINE - 3, 'x') + ",p,y,");
  EXPECT_TRUE(Take("a >").starts_new);
  EXPECT_TRUE(Take("a|").starts_new);
  EXPECT_FALSE(Take("a|b").starts_new);
}

TEST(Words, TellsAQuoteThatIsNotClosed) {
  Split split = Take("echo 'a b");
  EXPECT_EQ(split.status, INVALID);
  EXPECT_EQ(split.quote, '\'');
  EXPECT_EQ(split.words, (W{"echo", "a b"}));
  EXPECT_FALSE(split.starts_new);
  EXPECT_EQ(Take("\"").quote, '"');
  EXPECT_EQ(Take("'a' b").quote, '\0');
}

TEST(Words, TellsWhetherANewWordIsToBegin) {
  EXPECT_TRUE(Take("").starts_new);
  EXPECT_TRUE(Take("ps ").starts_new);
  EXPECT_FALSE(Take("ps").starts_new);
  EXPECT_FALSE(Take("ps 'a ").starts_new);
}

TEST(Words, TakesAsManyWordsAsThereIsRoomForAndRefusesMore) {
  std::string line = "w";
  for (int i = 1; i < SHELL_WORDS - 1; i++)
    line += " w";
  EXPECT_EQ(Take(line).status, OK);
  EXPECT_EQ(Take(line).words.size(), static_cast<size_t>(SHELL_WORDS - 1));
  Split split = Take(line + " x");
  EXPECT_EQ(split.status, FULL);
  EXPECT_EQ(split.words, W{});
}

TEST(Words, TakesTheLongestLineAndRefusesALongerOne) {
  EXPECT_EQ(Take(std::string(SHELL_LINE - 1, 'x')).words, W{std::string(SHELL_LINE - 1, 'x')});
  EXPECT_EQ(Take(std::string(SHELL_LINE, 'x')).status, FULL);
  std::string full;
  while (full.size() < SHELL_LINE - 20)
    full += "''x";
  EXPECT_EQ(Take(full).status, OK);
}

TEST(Words, AnyBytesGiveWordsThatLieWithinTheLinesLength) {
  std::mt19937 random(13);
  for (int round = 0; round < 20'000; round++) {
    std::string line;
    for (unsigned i = random() % SHELL_LINE; i > 0; i--)
      line += "  '\"ab\t\\|<>"[random() % 11];
    Split split = Take(line);
    ASSERT_LE(split.bytes, line.size() + 1);
    ASSERT_EQ(split.status == INVALID, split.quote != '\0');
  }
}

// The textbook recursion.
unsigned Model(const std::string &a, const std::string &b) {
  std::vector<std::vector<unsigned>> d(a.size() + 1, std::vector<unsigned>(b.size() + 1));
  for (unsigned i = 0; i <= a.size(); i++)
    for (unsigned j = 0; j <= b.size(); j++) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

TEST(WordsDistance, CountsSlips) {
  EXPECT_EQ(words_distance("ps", "ps"), 0u);
  EXPECT_EQ(words_distance("pss", "ps"), 1u);
  EXPECT_EQ(words_distance("sp", "ps"), 1u);
  EXPECT_EQ(words_distance("upitme", "uptime"), 1u);
  EXPECT_EQ(words_distance("", "abc"), 3u);
  EXPECT_EQ(words_distance(std::string(32, 'a').c_str(), "a"), 255u);
}

TEST(WordsDistance, IsWhatTheTextbookSays) {
  std::mt19937 random(17);
  for (int round = 0; round < 5'000; round++) {
    std::string a, b;
    for (unsigned i = random() % 32; i > 0; i--)
      a += static_cast<char>('a' + random() % 3);
    for (unsigned i = random() % 32; i > 0; i--)
      b += static_cast<char>('a' + random() % 3);
    ASSERT_EQ(words_distance(a.c_str(), b.c_str()), Model(a, b)) << a << " " << b;
  }
}

}  // namespace
