// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/commands/graph/wrap/wrap.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

std::string Set(const std::string &heading, uint32_t indent, const std::vector<std::string> &words) {
  struct wrap wrap;
  std::string text;
  wrap_start(&wrap, heading.c_str(), indent);
  for (const std::string &word : words)
    if (!wrap_add(&wrap, word.c_str())) {
      text += std::string(wrap.line) + "\n";
      wrap_next(&wrap, word.c_str());
    }
  return text + wrap.line + "\n";
}

TEST(Wrap, SetsWordsBehindTheHeading) {
  EXPECT_EQ(Set("ab", 4, {"one", "two"}), "ab  one, two\n");
  EXPECT_EQ(Set("ab", 4, {}), "ab\n");
  EXPECT_EQ(Set("longer", 4, {"one"}), "longer  one\n");
  EXPECT_EQ(Set("abc", 4, {"one"}), "abc  one\n");
}

TEST(Wrap, GoesOnUnderTheFirstWord) {
  std::vector<std::string> words(20, "twelve_bytes");
  std::string text = Set("ab", 4, words), line = "    ";
  for (int i = 0; i < 6; i++)
    line += "twelve_bytes, ";
  line.back() = '\n';
  EXPECT_EQ(text, "ab" + line.substr(2) + line + line + "    twelve_bytes, twelve_bytes\n");
}

TEST(Wrap, IsNeverWiderThanItsWidth) {
  for (size_t length = 1; length < 130; length++) {
    std::string text = Set("ab", 4, std::vector<std::string>(5, std::string(length, 'x')));
    for (size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      ASSERT_LE(end - at, static_cast<size_t>(WRAP_WIDTH + 1)) << length;
  }
}

}  // namespace
