// SPDX-License-Identifier: Apache-2.0
// Checks programs that are made of golden cases by taking words and lines away, doubling, exchanging and moving them, as cellcheck does: the front,
// the seven rules, what is unused, and the three forms of the report. Whatever comes of it: no crash, an end, and reports that can be told.
// RULES_FUZZ_COUNT: says of each input on stderr whether the rules saw it (+, and its reports) or it did not compile (!).
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tools/cellcheck/fuzz/world.h"

extern "C" {
#include "tools/cellcheck/report/reports.h"

// libclang keeps some memory until the process ends.
const char *__asan_default_options() {
  return "detect_leaks=0";
}
}

namespace {

using Pieces = std::vector<std::string>;

[[noreturn]] void Fail(const char *what) {
  std::fprintf(stderr, "rules_fuzz: %s\n", what);
  std::abort();
}

std::string Folder() {
  const char *folder = std::getenv("TEST_TMPDIR");
  return std::string(folder != nullptr ? folder : "/tmp") + "/rules_fuzz." + std::to_string(getpid());
}

void Write(const std::string &path, const void *bytes, size_t size) {
  FILE *file = std::fopen(path.c_str(), "w");
  if (file == nullptr || std::fwrite(bytes, 1, size, file) != size) Fail("cannot write the source");
  std::fclose(file);
}

bool IsWord(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

// Words, runs of spaces, and single other characters: together they are the text.
Pieces Words(const std::string &text) {
  Pieces words;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (IsWord(text[i]))
      while (end < text.size() && IsWord(text[end]))
        end++;
    words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

Pieces Lines(const std::string &text) {
  Pieces lines;
  for (size_t i = 0; i < text.size();) {
    size_t end = std::min(text.find('\n', i), text.size() - 1) + 1;
    lines.push_back(text.substr(i, end - i));
    i = end;
  }
  return lines;
}

void Change(Pieces &pieces) {
  auto any = [&] { return static_cast<size_t>(rand()) % pieces.size(); };
  auto at = [&](size_t place) { return pieces.begin() + static_cast<long>(place); };
  size_t from = any(), length = std::min<size_t>(1 + static_cast<size_t>(rand()) % 3, pieces.size() - from);
  const Pieces piece(at(from), at(from + length));
  switch (rand() % 4) {
  case 0: pieces.erase(at(from), at(from + length)); break;
  case 1: pieces.insert(at(from), piece.begin(), piece.end()); break;
  case 2: pieces.insert(at(any()), piece.begin(), piece.end()); break;
  case 3: std::swap(pieces[from], pieces[any()]); break;
  }
}

// Statements stand in lines of their own, so what comes of moving such lines is often a program.
void Move(Pieces &lines) {
  std::vector<size_t> statements;
  for (size_t i = 0; i < lines.size(); i++)
    if (lines[i].rfind("  ", 0) == 0 && lines[i].size() > 4 && lines[i][lines[i].size() - 2] == ';')
      statements.push_back(i);
  if (statements.empty()) return;
  size_t from = statements[static_cast<size_t>(rand()) % statements.size()];
  size_t to = statements[static_cast<size_t>(rand()) % statements.size()];
  const std::string line = lines[from];
  switch (rand() % 3) {
  case 0: lines.erase(lines.begin() + static_cast<long>(from)); break;
  case 1: lines.insert(lines.begin() + static_cast<long>(to), line); break;
  case 2: std::swap(lines[from], lines[to]); break;
  }
}

// One word becomes another of its kind: names for names, operators for operators.
void Rename(Pieces &words) {
  auto any = [&] { return static_cast<size_t>(rand()) % words.size(); };
  size_t to = any(), from = any();
  for (int turn = 0; turn < 50 && IsWord(words[from][0]) != IsWord(words[to][0]); turn++)
    from = any();
  words[to] = words[from];
}

std::string Text(const Pieces &pieces) {
  std::string text;
  for (const std::string &piece : pieces)
    text += piece;
  return text;
}

void Tell(struct reports *reports, const struct cell *cell) {
  FILE *nowhere = std::fopen("/dev/null", "w");
  reports_print(reports, true, nowhere);
  reports_write_sarif(reports, "//fuzz", nowhere);
  reports_write_stamp(reports, cell, "//fuzz", nowhere);
  std::fclose(nowhere);
  uint32_t count;
  const struct finding *all = reports_all(reports, &count);
  for (uint32_t i = 0; i < count; i++)
    if (all[i].at.file == nullptr || all[i].message == nullptr) Fail("a report without a place or a message");
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  std::string text(reinterpret_cast<const char *>(data), size);
  if (text.empty()) text = "int x;\n";
  srand(seed);
  for (int i = rand() % 2; i >= 0 && !text.empty(); i--) {
    int how = rand() % 8;
    Pieces pieces = how < 6 ? Lines(text) : Words(text);
    if (how < 5)
      Move(pieces);
    else if (how == 6)
      Rename(pieces);
    else
      Change(pieces);
    text = Text(pieces);
  }
  size = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::string world = Folder() + ".h", source = Folder() + ".c";
  Write(world, WORLD, sizeof WORLD - 1);
  Write(source, data, size);
  // As few errors as clang can be talked into: what does not compile the rules do not see.
  const char *flags[] = {"-std=gnu23",
                         "-w",
                         "-Wno-error",
                         "-nostdlibinc",
                         "--target=x86_64-unknown-none-elf",
                         "-fms-extensions",
                         "-Wno-int-conversion",
                         "-Wno-implicit-function-declaration",
                         "-Wno-implicit-int",
                         "-Wno-incompatible-pointer-types",
                         "-Wno-return-type",
                         "-Wno-incompatible-function-pointer-types",
                         "-include",
                         world.c_str()};
  const char *sources[] = {source.c_str()};
  struct front_options options = {};
  options.label = "//fuzz";
  options.sources = sources;
  options.source_count = 1;
  options.public_headers = sources;
  options.public_count = size % 4 == 0;
  options.flags = flags;
  options.flag_count = sizeof flags / sizeof *flags;
  struct reports *reports = reports_new();
  struct cell *cell = front_read(&options, reports);
  if (cell == nullptr && reports_count(reports) == 0) Fail("nothing was read and nothing is said");
  bool is_seen = cell != nullptr && !reports_have(reports, RULE_FRONT_COMPILE);
  if (is_seen) {
    for (auto *rule : {rule_ownership, rule_borrows, rule_state, rule_code, rule_kinds, rule_locks, rule_headers})
      rule(cell, reports);
    reports_find_unused(reports, cell);
    Tell(reports, cell);
  }
  if (std::getenv("RULES_FUZZ_COUNT") != nullptr) std::fprintf(stderr, is_seen ? "+%u " : "! ", reports_count(reports));
  reports_delete(reports);
  cell_delete(cell);
  return 0;
}
