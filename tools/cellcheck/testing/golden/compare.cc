// SPDX-License-Identifier: Apache-2.0
// Holds what cellcheck said against what a golden case expects.
#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "tools/cellcheck/testing/golden/case.h"

namespace {

std::string Show(const Diagnostic &one) {
  std::string text = one.file;
  if (one.line != 0) text += ":" + std::to_string(one.line);
  if (one.column != 0) text += ":" + std::to_string(one.column);
  text += ": " + one.what + ": ";
  if (!one.rule.empty()) text += one.rule + " ";
  return text + one.text;
}

bool EndsIn(const std::string &path, const std::string &end) {
  if (path == end) return true;
  return path.size() > end.size() && path.compare(path.size() - end.size() - 1, std::string::npos, "/" + end) == 0;
}

bool Fits(const Diagnostic &expected, const Diagnostic &actual) {
  return expected.what == actual.what && expected.rule == actual.rule && expected.text == actual.text &&
         EndsIn(actual.file, expected.file) && (expected.line == 0 || expected.line == actual.line) &&
         (expected.column == 0 || expected.column == actual.column);
}

// A diagnostic of a whole file stands at its first line, and a mend where its report does.
Diagnostic At(const std::smatch &found) {
  Diagnostic one;
  one.file = found[1];
  one.line = found[2].matched ? std::atoi(found[2].str().c_str()) : 1;
  one.column = found[3].matched ? std::atoi(found[3].str().c_str()) : 1;
  return one;
}

}  // namespace

std::vector<Diagnostic> ReadOutput(const std::string &output, const std::string &scratch) {
  static const std::regex report("(?:([^ ]+?):(?:([0-9]+):([0-9]+):)? )?(error|excused): (.*) \\[([a-z]+\\.[a-z]+)\\]");
  static const std::regex note("(?:([^ ]+?):(?:([0-9]+):([0-9]+):)? )?note: (.*)");
  static const std::regex source(" *[0-9]* \\| .*|  reason: .*");
  static const std::regex summary("(//|@)[^ ]*: [0-9]+ reports?(, [0-9]+ excused)?; what a rule is for: .*");
  std::vector<Diagnostic> all;
  Diagnostic last;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) {
    for (size_t at; (at = line.find(scratch + "/")) != std::string::npos;)
      line.erase(at, scratch.size() + 1);
    std::smatch found;
    Diagnostic one;
    if (std::regex_match(line, source) || std::regex_match(line, summary)) continue;
    if (std::regex_match(line, found, report)) {
      one = last = At(found);
      one.what = found[4] == "error" ? "want" : "excused";
      one.text = found[5];
      one.rule = found[6];
    } else if (std::regex_match(line, found, note)) {
      one = At(found);
      one.what = "note";
      one.text = found[4];
    } else if (line.compare(0, 8, "  mend: ") == 0) {
      one = last;
      one.what = "mend";
      one.text = line.substr(8);
    } else {
      one.text = line;
    }
    all.push_back(one);
  }
  return all;
}

std::vector<std::string> Compare(const Case &golden, const std::vector<Diagnostic> &actual, int status) {
  std::vector<std::string> differences;
  std::vector<Diagnostic> missing = golden.expected;
  auto is = [](const char *what) { return [what](const Diagnostic &one) { return one.what == what; }; };
  bool wants_mends = std::any_of(missing.begin(), missing.end(), is("mend"));
  for (const Diagnostic &one : actual) {
    auto found =
        std::find_if(missing.begin(), missing.end(), [&](const Diagnostic &other) { return Fits(other, one); });
    if (found != missing.end())
      missing.erase(found);
    else if (one.what.empty())
      differences.push_back("said, and nobody knows what it is: " + one.text);
    else if (one.what != "mend" || wants_mends)
      differences.push_back("said, and not expected: " + Show(one));
  }
  for (const Diagnostic &one : missing)
    differences.push_back("expected, and not said: " + Show(one));
  bool has_wants = std::any_of(golden.expected.begin(), golden.expected.end(), is("want"));
  int wanted = golden.status.value_or(has_wants ? 1 : 0);
  if (status != wanted)
    differences.push_back("ended with status " + std::to_string(status) + " instead of " + std::to_string(wanted));
  return differences;
}
