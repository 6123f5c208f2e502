// SPDX-License-Identifier: Apache-2.0
// case: one golden case: a small program with the diagnostics that it must get, written into it as comments. docs/cellcheck-use.md has the form.
#pragma once
#include <optional>
#include <string>
#include <vector>

struct Diagnostic {
  std::string what;  // want, note, mend, excused
  std::string file;  // a part of the case, or another file as cellcheck names it
  int line = 0;      // 0 in an expectation: any
  int column = 0;    // 0 in an expectation: any
  std::string rule;  // of want and excused
  std::string text;
};

struct Part {
  std::string name;
  bool is_public = false;
  std::vector<std::string> lines;
};

struct Case {
  std::string folder, name, label;
  std::vector<std::string> flags;
  std::optional<int> status;
  std::vector<std::string> prelude;  // comments before the first part
  std::vector<Part> parts;
  std::vector<Diagnostic> expected;
};

// path ends in FOLDER/NAME.c.
Case ReadCase(const std::string &path, const std::string &text);

// What cellcheck said. `scratch` is where the parts lie. A line that is none of the known ones is a Diagnostic with what == "".
std::vector<Diagnostic> ReadOutput(const std::string &output, const std::string &scratch);

// A line for each difference; empty: none.
std::vector<std::string> Compare(const Case &golden, const std::vector<Diagnostic> &actual, int status);

// The case's text with what cellcheck said in the place of its expectations.
std::string Bless(const std::string &text, const Case &golden, const std::vector<Diagnostic> &actual);
