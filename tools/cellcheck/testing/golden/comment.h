// SPDX-License-Identifier: Apache-2.0
// comment: one comment of a golden case that says what is expected: `// want: RULE MESSAGE`.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "tools/cellcheck/testing/golden/case.h"

struct Comment {
  Diagnostic diagnostic;  // file: only if the comment names another one; line: 0
  int offset = 0;         // lines away from the one that it would speak of
  bool is_alone = false;  // no code before it
  size_t column = 0;      // where it begins
  size_t end = 0;         // the line behind it and what continues it
};

// Whether there is one at lines[at].
bool ReadComment(const std::vector<std::string> &lines, size_t at, Comment *comment);
