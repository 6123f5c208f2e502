// SPDX-License-Identifier: Apache-2.0
// front_reader: reads small programs with the front, for its tests.
#pragma once
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

extern "C" {
#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/report.h"
}

// What was reported: "file:line:column: rule: message".
std::vector<std::string> &Reports();

// A cell of files in a folder of the test's own; deleted with it.
class FrontReader {
public:
  FrontReader();
  ~FrontReader();
  FrontReader &Source(const std::string &name, const std::string &text);
  FrontReader &PublicHeader(const std::string &name, const std::string &text);
  FrontReader &PrivateHeader(const std::string &name, const std::string &text);
  FrontReader &ForeignHeader(const std::string &name, const std::string &text);
  FrontReader &Flag(const std::string &flag);
  struct cell *Read();  // may be null
  // The dump without places and types; functions with bodies only.
  std::string Dump();

  const struct function *Function(const std::string &name) const;
  const struct variable *Variable(const std::string &name) const;
  const struct type *Record(const std::string &tag) const;

private:
  std::string Write(const std::string &name, const std::string &text);
  std::string folder_;
  std::vector<std::string> sources_, public_, private_, flags_;
  struct cell *cell_ = nullptr;
};
