// SPDX-License-Identifier: Apache-2.0
// celltool_runner: runs celltool as the build does, with files of the test's own.
#pragma once
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

struct Outcome {
  int status;
  std::string said;  // on standard error
};

inline std::string ReadText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void WriteText(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline void WriteBytes(const std::string &path, const void *bytes, size_t size) {
  std::ofstream(path, std::ios::binary).write(static_cast<const char *>(bytes), static_cast<std::streamsize>(size));
}

// In a folder of its own, so that paths in sentences are short. The tool's words must need no quoting.
class Celltool : public ::testing::Test {
protected:
  void SetUp() override {
    tool_ = std::string(getenv("TEST_SRCDIR")) + "/" + getenv("TEST_WORKSPACE") + "/tools/cell/celltool/celltool";
    ASSERT_EQ(chdir(getenv("TEST_TMPDIR")), 0);
    for (const char *file : {"out", "ifs", "said", "note"})
      std::remove(file);
  }

  Outcome Run(const std::string &words) {
    int status = std::system((tool_ + " " + words + " 2>said").c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadText("said")};
  }

  static bool Exists(const std::string &path) {
    return std::ifstream(path).good();
  }

  std::string tool_;
};
