// SPDX-License-Identifier: Apache-2.0
// explain_test CELLCHECK FLAGS RULE.txt...: each rule has a text, whose wrong example breaks this rule and no other and whose right one
// breaks none.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tools/cellcheck/testing/golden/run.h"

namespace {

Checker checker;
std::vector<std::string> paths;

const char *const kRules[] = {
#define RULE(identifier, name, line) name,
#include "tools/cellcheck/rules.def"
#undef RULE
};

std::string NameOf(const std::string &path) {
  size_t slash = path.rfind('/');
  return path.substr(slash + 1, path.size() - slash - 1 - 4);
}

// The indented lines behind `heading:`.
std::string Example(const std::string &text, const std::string &heading) {
  std::istringstream stream(text);
  std::string code;
  bool is_here = false;
  for (std::string line; std::getline(stream, line);) {
    if (line == heading + ":") {
      is_here = true;
    } else if (is_here && line.compare(0, 4, "    ") == 0) {
      code += line.substr(4) + "\n";
    } else if (!line.empty()) {
      is_here = false;
    }
  }
  return code;
}

Outcome Try(const std::string &rule, const std::string &code) {
  Case golden = ReadCase("explain/example.c", code);
  golden.label = "//explain:" + rule;
  golden.flags.insert(golden.flags.end(), {"-include", "tools/cellcheck/explain/prelude.h"});
  return RunCase(checker, golden);
}

std::set<std::string> RulesOf(const Outcome &outcome) {
  std::set<std::string> rules;
  for (const Diagnostic &one : outcome.said) {
    if (one.what == "want") rules.insert(one.rule);
    if (one.what.empty()) rules.insert("? " + one.text);
  }
  return rules;
}

}  // namespace

TEST(Explain, EachRuleHasATextAndEachTextARule) {
  std::set<std::string> rules(std::begin(kRules), std::end(kRules)), texts;
  for (const std::string &path : paths)
    texts.insert(NameOf(path));
  EXPECT_EQ(texts, rules);
}

TEST(Explain, TextsAreShortAndFitTheScreen) {
  for (const std::string &path : paths) {
    std::istringstream stream(ReadFile(path));
    int lines = 0;
    for (std::string line; std::getline(stream, line); lines++)
      EXPECT_LE(line.size(), 140u) << path << ": " << line;
    EXPECT_GE(lines, 8) << path;
    EXPECT_LE(lines, 40) << path;
  }
}

TEST(Explain, TheWrongExampleBreaksTheRuleAndNoOther) {
  for (const std::string &path : paths) {
    std::string code = Example(ReadFile(path), "Wrong"), rule = NameOf(path);
    ASSERT_NE(code, "") << path << " has no example below `Wrong:`";
    Outcome outcome = Try(rule, code);
    EXPECT_EQ(RulesOf(outcome), std::set<std::string>{rule}) << path << " says:\n" << outcome.output;
    EXPECT_EQ(outcome.status, rule == "front.compile" ? 2 : 1) << path;
  }
}

TEST(Explain, TheRightExampleBreaksNone) {
  for (const std::string &path : paths) {
    std::string code = Example(ReadFile(path), "Right"), rule = NameOf(path);
    ASSERT_NE(code, "") << path << " has no example below `Right:`";
    Outcome outcome = Try(rule, code);
    EXPECT_EQ(outcome.output, "") << path;
    EXPECT_EQ(outcome.status, 0) << path;
  }
}

int main(int count, char **words) {
  testing::InitGoogleTest(&count, words);
  if (count < 4) return 2;
  checker = ReadChecker(words[1], words[2]);
  paths.assign(words + 3, words + count);
  return RUN_ALL_TESTS();
}
