// SPDX-License-Identifier: Apache-2.0
// abi_runner: reads headers that a test writes, as the build does.
#pragma once
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

extern "C" {
#include "tools/cellcheck/abi/book.h"
}

inline std::string ReadText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void WriteText(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

// What is known of a function: its hash, in digits, and its text.
struct Function {
  uint64_t hash;
  std::string text, names;
};

// In a folder of its own, so that paths are short.
class Headers : public ::testing::Test {
protected:
  void SetUp() override {
    root_ = std::string(getenv("TEST_SRCDIR")) + "/" + getenv("TEST_WORKSPACE") + "/";
    ASSERT_EQ(chdir(getenv("TEST_TMPDIR")), 0);
  }

  // Of own.h, with `text` behind the include of cell.h; `words` are further headers of the group and flags.
  std::map<std::string, Function> Read(const std::string &text, const std::string &more = "",
                                       const std::string &flags = "") {
    WriteText("own.h", "#pragma once\n#include \"kernel/base/cell.h\"\n" + text + "\n");
    return ReadFile("own.h", more, flags);
  }

  std::map<std::string, Function> ReadFile(const std::string &header, const std::string &more = "",
                                           const std::string &flags = "") {
    std::remove("out");
    std::string command = root_ + "tools/cellcheck/abi/cellcheck_abi uses " + root_ +
                          "external/llvm/bin/clang //own out " + header + " " + more + " + -- -iquote . -iquote " +
                          root_ + " " + flags + " 2>said";
    int status = std::system(command.c_str());
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    said_ = ReadText("said");
    std::map<std::string, Function> functions;
    std::string written = ReadText("out");
    struct book *book = book_open();
    if (status_ == 0) {
      EXPECT_TRUE(book_read(book, written.data(), written.size())) << text_of(header);
      const struct book_entry *entry;
      for (uint32_t i = 0; (entry = book_entry(book, i)) != nullptr; i++) {
        char *text = book_text(book, entry);
        functions[entry->name] = {entry->hash, text, entry->names};
        free(text);
      }
    }
    book_close(book);
    return functions;
  }

  static std::string text_of(const std::string &header) {
    return header + ":\n" + ReadText(header);
  }

  std::string root_, said_;
  int status_ = 0;
};
