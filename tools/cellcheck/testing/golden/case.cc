// SPDX-License-Identifier: Apache-2.0
// Reads golden cases.
#include "tools/cellcheck/testing/golden/case.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "tools/cellcheck/testing/golden/comment.h"

namespace {

std::vector<std::string> Words(const std::string &text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    words.push_back(word);
  return words;
}

bool IsCommentOnly(const std::vector<std::string> &lines) {
  return std::all_of(lines.begin(), lines.end(), [](const std::string &line) {
    size_t at = line.find_first_not_of(' ');
    return at == std::string::npos || line.compare(at, 2, "//") == 0;
  });
}

// `// WORD: rest` at the begin of a line.
bool IsSetting(const std::string &line, const std::string &word, std::string *rest) {
  std::string head = "// " + word + ": ";
  if (line.compare(0, head.size(), head) != 0) return false;
  *rest = line.substr(head.size());
  return true;
}

Part PartOf(const std::string &words) {
  Part part;
  std::vector<std::string> all = Words(words);
  if (!all.empty()) part.name = all[0];
  part.is_public = all.size() > 1 && all[1] == "public";
  return part;
}

// The line that comments before `at` speak of: the next one that is no expectation.
size_t NextLine(const std::vector<std::string> &lines, size_t at) {
  Comment comment;
  while (at < lines.size() && ReadComment(lines, at, &comment) && comment.is_alone)
    at = comment.end;
  return at;
}

void ReadExpectations(const Part &part, std::vector<Diagnostic> *expected) {
  for (size_t at = 0; at < part.lines.size();) {
    Comment comment;
    if (!ReadComment(part.lines, at, &comment)) {
      at++;
      continue;
    }
    Diagnostic one = comment.diagnostic;
    size_t line = comment.is_alone ? NextLine(part.lines, at) : at;
    if (one.file.empty()) {
      one.file = part.name;
      one.line = static_cast<int>(line) + 1 + comment.offset;
    }
    expected->push_back(one);
    at = comment.end;
  }
}

}  // namespace

Case ReadCase(const std::string &path, const std::string &text) {
  Case golden;
  size_t slash = path.rfind('/');
  std::string base = slash == std::string::npos ? path : path.substr(slash + 1);
  std::string above = slash == std::string::npos ? "" : path.substr(0, slash);
  golden.folder = above.substr(above.rfind('/') == std::string::npos ? 0 : above.rfind('/') + 1);
  golden.name = base.substr(0, base.rfind('.'));
  golden.label = "//golden/" + golden.folder + ":" + golden.name;
  golden.parts.push_back({base, false, {}});
  bool has_marker = false;
  std::istringstream stream(text);
  for (std::string line, rest; std::getline(stream, line);) {
    if (IsSetting(line, "file", &rest)) {
      if (!has_marker && IsCommentOnly(golden.parts[0].lines)) {
        golden.prelude = golden.parts[0].lines;
        golden.parts.clear();
      }
      has_marker = true;
      golden.parts.push_back(PartOf(rest));
      continue;
    }
    golden.parts.back().lines.push_back(line);
    if (IsSetting(line, "flags", &rest)) golden.flags = Words(rest);
    if (IsSetting(line, "status", &rest)) golden.status = std::atoi(rest.c_str());
    if (IsSetting(line, "label", &rest)) golden.label = rest;
  }
  for (const Part &part : golden.parts)
    ReadExpectations(part, &golden.expected);
  return golden;
}
