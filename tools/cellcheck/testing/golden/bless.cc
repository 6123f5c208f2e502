// SPDX-License-Identifier: Apache-2.0
// Writes what cellcheck said into a golden case.
#include <algorithm>
#include <sstream>

#include "tools/cellcheck/testing/golden/comment.h"

namespace {

constexpr size_t kColumns = 120;

bool IsContinued(const std::string &line) {
  return !line.empty() && line.back() == '\\';
}

void Write(const Diagnostic &one, int offset, bool is_elsewhere, const std::string &indent, std::string *out) {
  std::string line = indent + "// " + one.what;
  if (is_elsewhere) line += "@" + one.file;
  if (offset != 0) line += (offset > 0 ? "+" : "") + std::to_string(offset);
  line += ":";
  std::istringstream words((one.rule.empty() ? "" : one.rule + " ") + one.text);
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > kColumns) {
      *out += line + "\n";
      line = indent + "//  ";
    }
    line += " " + word;
  }
  *out += line + "\n";
}

// The part's lines without expectations, each with its number in the part as cellcheck has read it.
struct Line {
  std::string text;
  int number;
};

std::vector<Line> Strip(const std::vector<std::string> &lines) {
  std::vector<Line> kept;
  for (size_t at = 0; at < lines.size();) {
    Comment comment;
    if (!ReadComment(lines, at, &comment)) {
      kept.push_back({lines[at], static_cast<int>(at) + 1});
      at++;
      continue;
    }
    if (!comment.is_alone) {
      std::string code = lines[at].substr(0, comment.column);
      code.erase(code.find_last_not_of(' ') + 1);
      kept.push_back({code, static_cast<int>(at) + 1});
    }
    at = comment.end;
  }
  return kept;
}

void WritePart(const Part &part, const std::vector<Diagnostic> &actual, std::string *out) {
  std::vector<Line> lines = Strip(part.lines);
  for (size_t at = 0; at < lines.size(); at++) {
    // Within a macro no comment can stand, so all of it is spoken of before its first line.
    size_t end = at + 1;
    while (end < lines.size() && IsContinued(lines[end - 1].text))
      end++;
    std::string indent =
        lines[at].text.substr(0, std::min(lines[at].text.find_first_not_of(' '), lines[at].text.size()));
    // As clang-format has it: before the end of a block, with the block.
    if (lines[at].text.compare(indent.size(), 1, "}") == 0) indent += "  ";
    for (size_t line = at; line < end; line++)
      for (const Diagnostic &one : actual)
        if (one.file == part.name && one.line == lines[line].number)
          Write(one, static_cast<int>(line - at), false, indent, out);
    for (; at < end; at++)
      *out += lines[at].text + "\n";
    at--;
  }
}

}  // namespace

std::string Bless(const std::string &text, const Case &golden, const std::vector<Diagnostic> &actual) {
  bool wants_mends = text.find("// mend: ") != std::string::npos;
  std::vector<Diagnostic> written;
  std::vector<Diagnostic> elsewhere;
  for (const Diagnostic &one : actual) {
    if (one.what.empty() || (one.what == "mend" && !wants_mends)) continue;
    bool is_here =
        std::any_of(golden.parts.begin(), golden.parts.end(), [&](const Part &part) { return part.name == one.file; });
    (is_here ? written : elsewhere).push_back(one);
  }
  std::string out;
  for (const std::string &line : golden.prelude)
    out += line + "\n";
  bool is_first = true;
  for (const Part &part : golden.parts) {
    if (!(is_first && out.empty())) out += "// file: " + part.name + (part.is_public ? " public" : "") + "\n";
    WritePart(part, written, &out);
    is_first = false;
  }
  for (const Diagnostic &one : elsewhere)
    Write(one, 0, true, "", &out);
  return out;
}
