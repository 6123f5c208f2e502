// SPDX-License-Identifier: Apache-2.0
// Reads the comments of golden cases.
#include "tools/cellcheck/testing/golden/comment.h"

#include <cstdlib>
#include <regex>

namespace {

// A line that goes on with the text of the comment above it.
bool IsContinuation(const std::string &line, std::string *text) {
  size_t at = line.find_first_not_of(' ');
  if (at == std::string::npos || line.compare(at, 5, "//   ") != 0) return false;
  size_t word = line.find_first_not_of(' ', at + 2);
  if (word == std::string::npos) return false;
  *text = line.substr(word);
  return true;
}

}  // namespace

bool ReadComment(const std::vector<std::string> &lines, size_t at, Comment *comment) {
  static const std::regex form("// (want|note|mend|excused)(@[^ :]+)?([+-][0-9]+)?: (.*)$");
  const std::string &line = lines[at];
  std::smatch found;
  if (line.find("// ") == std::string::npos || !std::regex_search(line, found, form)) return false;
  *comment = {};
  Diagnostic &diagnostic = comment->diagnostic;
  comment->column = static_cast<size_t>(found.position(0));
  comment->is_alone = line.find_first_not_of(' ') == comment->column;
  comment->offset = std::atoi(found[3].str().c_str());
  diagnostic.what = found[1];
  if (found[2].matched) diagnostic.file = found[2].str().substr(1);
  std::string text = found[4], more;
  for (comment->end = at + 1; comment->end < lines.size() && IsContinuation(lines[comment->end], &more); comment->end++)
    text += " " + more;
  if (diagnostic.what == "want" || diagnostic.what == "excused") {
    size_t blank = text.find(' ');
    diagnostic.rule = text.substr(0, blank);
    text = blank == std::string::npos ? "" : text.substr(blank + 1);
    size_t column = diagnostic.rule.find('@');
    if (column != std::string::npos) {
      diagnostic.column = std::atoi(diagnostic.rule.c_str() + column + 1);
      diagnostic.rule.resize(column);
    }
  }
  diagnostic.text = text;
  return true;
}
