// SPDX-License-Identifier: Apache-2.0
// Reads C that is made of the corpus by taking words away, doubling, exchanging and moving them. Whatever comes of it: no crash, and an IR that holds
// together, or a report. The sanitizer watches.
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/report.h"

// libclang keeps some memory until the process ends.
const char *__asan_default_options() {
  return "detect_leaks=0";
}

static uint32_t reported;

void report(struct reports *, enum rule, const struct function *, struct place at, const struct note *, uint32_t,
            const char *mend, const char *message, ...) {
  if (at.file == nullptr || mend == nullptr || message == nullptr) abort();
  reported++;
}

void report_variable(struct reports *, enum rule, const struct variable *, struct place, const struct note *, uint32_t,
                     const char *, const char *, ...) {
  abort();
}
}

namespace {

[[noreturn]] void Fail(const char *what) {
  std::fprintf(stderr, "front_fuzz: %s\n", what);
  std::abort();
}

void CheckInstruction(const struct function &function, value_t at) {
  const struct instruction &code = function.code[at];
  if (code.a >= at || code.b >= at) Fail("a value that is used before it is made");
  for (uint32_t i = 0; i < code.argument_count; i++)
    if (code.arguments[i] >= at) Fail("an argument that is used before it is made");
  if (code.type == nullptr) Fail("an instruction without a type");
  if (code.place.file == nullptr) Fail("an instruction without a place");
  if (code.op == OP_UNSEEN && reported == 0) Fail("something unseen that is not reported");
  if (code.op == OP_FIELD && (code.field == nullptr || code.field->type == nullptr)) Fail("a field without a type");
}

void CheckFunction(const struct function &function) {
  for (uint32_t i = 0; i < function.block_count; i++) {
    const struct block &block = function.blocks[i];
    if (block.first > block.last || block.last > function.code_count) Fail("a block outside of the code");
    for (value_t at = block.first; at < block.last; at++)
      CheckInstruction(function, at);
    for (uint32_t e = 0; e < block.edge_count; e++)
      if (block.edges[e].block >= function.block_count) Fail("an edge to nowhere");
    bool ends = block.end == END_RETURN || block.end == END_NEVER;
    if (ends != (block.edge_count == 0) && block.end != END_GOTO)
      Fail("a block that ends with a wrong number of edges");
  }
}

void Check(const struct cell &cell) {
  for (uint32_t i = 0; i < cell.function_count; i++) {
    if (cell.functions[i]->type == nullptr) Fail("a function without a type");
    CheckFunction(*cell.functions[i]);
  }
  for (uint32_t i = 0; i < cell.variable_count; i++) {
    if (cell.variables[i]->type == nullptr) Fail("a variable without a type");
    if (cell.variables[i]->value != nullptr) CheckFunction(*cell.variables[i]->value);
  }
  FILE *nowhere = std::fopen("/dev/null", "w");
  cell_write(&cell, nowhere);
  std::fclose(nowhere);
}

std::string Path() {
  const char *folder = std::getenv("TEST_TMPDIR");
  return std::string(folder != nullptr ? folder : "/tmp") + "/front_fuzz." + std::to_string(getpid()) + ".c";
}

std::vector<std::string> Words(const uint8_t *data, size_t size) {
  std::vector<std::string> words;
  for (size_t i = 0; i < size;) {
    size_t end = i;
    if (std::isalnum(data[i]) || data[i] == '_')
      while (end < size && (std::isalnum(data[end]) || data[end] == '_'))
        end++;
    else
      end++;
    if (!std::isspace(data[i]))
      words.emplace_back(reinterpret_cast<const char *>(data + i), end - i);
    else if (data[i] == '\n')
      words.emplace_back("\n");
    i = end;
  }
  return words;
}

bool IsWord(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

std::string Text(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) {
    // Not between the characters of an operator.
    if (!text.empty() && IsWord(text.back()) && IsWord(word[0])) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  std::vector<std::string> words = Words(data, size);
  if (words.empty()) words = {"int", "x", ";"};
  srand(seed);
  auto any = [&] { return static_cast<size_t>(rand()) % words.size(); };
  for (int i = rand() % 4; i >= 0 && !words.empty(); i--) {
    size_t from = any(), length = 1 + static_cast<size_t>(rand()) % (rand() % 3 == 0 ? 20 : 2);
    length = std::min(length, words.size() - from);
    const std::vector<std::string> piece(words.begin() + static_cast<long>(from),
                                         words.begin() + static_cast<long>(from + length));
    switch (rand() % 4) {
    case 0:
      words.erase(words.begin() + static_cast<long>(from), words.begin() + static_cast<long>(from + length));
      break;
    case 1: words.insert(words.begin() + static_cast<long>(from), piece.begin(), piece.end()); break;
    case 2: words.insert(words.begin() + static_cast<long>(any()), piece.begin(), piece.end()); break;
    case 3: std::swap(words[from], words[any()]); break;
    }
  }
  std::string text = Text(words);
  size = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::string path = Path();
  FILE *file = std::fopen(path.c_str(), "w");
  if (file == nullptr || std::fwrite(data, 1, size, file) != size) Fail("cannot write the source");
  std::fclose(file);
  // As few errors as clang can be talked into: what does not compile is not lowered.
  static const char *const flags[] = {"-std=gnu23",
                                      "-w",
                                      "-Wno-error",
                                      "-nostdlibinc",
                                      "--target=x86_64-unknown-none-elf",
                                      "-fms-extensions",
                                      "-fblocks",
                                      "-Wno-int-conversion",
                                      "-Wno-implicit-function-declaration",
                                      "-Wno-implicit-int",
                                      "-Wno-incompatible-pointer-types",
                                      "-Wno-return-type",
                                      "-Wno-incompatible-function-pointer-types"};
  const char *sources[] = {path.c_str()};
  struct front_options options = {};
  options.label = "//fuzz";
  options.sources = sources;
  options.source_count = 1;
  options.public_headers = sources;
  options.public_count = size % 8 == 0;
  options.flags = flags;
  options.flag_count = sizeof flags / sizeof *flags;
  reported = 0;
  struct cell *cell = front_read(&options, nullptr);
  if (cell == nullptr && reported == 0) Fail("nothing was read and nothing is said");
  if (cell != nullptr) Check(*cell);
  if (cell != nullptr && std::getenv("FRONT_FUZZ_COUNT") != nullptr) std::fputc(reported == 0 ? '+' : '!', stderr);
  cell_delete(cell);
  std::remove(path.c_str());
  return 0;
}
