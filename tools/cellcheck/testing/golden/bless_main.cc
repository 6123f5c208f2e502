// SPDX-License-Identifier: Apache-2.0
// bless CELLCHECK FLAGS [--write] CASE.c...: prints the cases with what cellcheck says of them now, or writes them so.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tools/cellcheck/testing/golden/run.h"

namespace {

bool BlessOne(const Checker &checker, const std::string &path, bool writes) {
  std::string text = ReadFile(path);
  Case golden = ReadCase(path, text);
  Outcome run = RunCase(checker, golden);
  bool is_known = true;
  for (const Diagnostic &one : run.said) {
    if (!one.what.empty()) continue;
    std::fprintf(stderr, "%s: said, and nobody knows what it is: %s\n", path.c_str(), one.text.c_str());
    is_known = false;
  }
  std::string blessed = Bless(text, golden, run.said);
  if (!writes) std::printf("%s", blessed.c_str());
  if (writes) std::ofstream(path) << blessed;
  std::fprintf(stderr, "%s: %s, status %d\n", path.c_str(), blessed == text ? "as it was" : "changed", run.status);
  return is_known;
}

}  // namespace

int main(int count, char **words) {
  if (count < 4) {
    std::fprintf(stderr, "usage: bazel run //tools/cellcheck/testing/golden:bless -- [--write] CASE.c...\n");
    return 2;
  }
  Checker checker = ReadChecker(words[1], words[2]);
  const char *here = std::getenv("BUILD_WORKING_DIRECTORY");
  bool writes = false, is_well = true;
  for (int i = 3; i < count; i++) {
    std::string word = words[i];
    if (word == "--write") {
      writes = true;
      continue;
    }
    if (here != nullptr && word[0] != '/') word = std::string(here) + "/" + word;
    is_well = BlessOne(checker, word, writes) && is_well;
  }
  return is_well ? 0 : 1;
}
