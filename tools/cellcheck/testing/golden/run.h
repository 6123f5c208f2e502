// SPDX-License-Identifier: Apache-2.0
// run: runs cellcheck on a golden case.
#pragma once
#include <string>
#include <vector>

#include "tools/cellcheck/testing/golden/case.h"

struct Outcome {
  std::vector<Diagnostic> said;
  int status = 0;      // 128 + N: signal N ended it
  std::string output;  // as it came
};

struct Checker {
  std::string program;
  std::vector<std::string> flags;  // of a cell's compiler
};

// flags: a file with a word a line.
Checker ReadChecker(const std::string &program, const std::string &flags);
std::string ReadFile(const std::string &path);
// Writes the parts into a new folder below TEST_TMPDIR, or else /tmp, and checks them.
Outcome RunCase(const Checker &checker, const Case &golden);
