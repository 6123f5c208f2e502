// SPDX-License-Identifier: Apache-2.0
// golden CELLCHECK FLAGS CASE.c...: a test for each golden case, one line of output each. What is said must be what is expected, no less and no
// more.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "tools/cellcheck/testing/golden/run.h"

namespace {

class GoldenTest : public testing::Test {
public:
  GoldenTest(const Checker *checker, std::string path) : checker_(checker), path_(std::move(path)) {}

  void TestBody() override {
    Case golden = ReadCase(path_, ReadFile(path_));
    Outcome run = RunCase(*checker_, golden);
    std::vector<std::string> differences = Compare(golden, run.said, run.status);
    if (differences.empty()) return;
    std::string all;
    for (const std::string &difference : differences)
      all += "   " + difference + "\n";
    ADD_FAILURE_AT(path_.c_str(), 1) << "\n" << all << "It said:\n" << run.output;
  }

private:
  const Checker *checker_;
  std::string path_;
};

// One line a case; of a failed one what differs, too.
class Lines : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult &result) override {
    failures_ += result.message();
  }
  void OnTestStart(const testing::TestInfo &) override {
    failures_.clear();
  }
  void OnTestEnd(const testing::TestInfo &info) override {
    std::printf("%s %s/%s\n", info.result()->Passed() ? "ok" : "FAILED", info.test_suite_name(), info.name());
    if (!failures_.empty()) std::printf("%s", failures_.c_str());
  }
  void OnTestIterationEnd(const testing::UnitTest &all, int) override {
    std::printf("%d cases, %d failed\n", all.test_to_run_count(), all.failed_test_count());
  }
  std::string failures_;
};

}  // namespace

int main(int count, char **words) {
  testing::InitGoogleTest(&count, words);
  if (count < 4) {
    std::fprintf(stderr, "error: golden: no cases; say: golden CELLCHECK FLAGS CASE.c...\n");
    return 2;
  }
  static Checker checker = ReadChecker(words[1], words[2]);
  std::set<std::string> seen;
  for (int i = 3; i < count; i++) {
    std::string path = words[i];
    Case golden = ReadCase(path, "");
    if (!seen.insert(golden.folder + "/" + golden.name).second) {
      std::fprintf(stderr, "error: golden: %s: two cases have this name\n", path.c_str());
      return 2;
    }
    testing::RegisterTest(golden.folder.c_str(), golden.name.c_str(), nullptr, nullptr, path.c_str(), 1,
                          [path]() -> testing::Test * { return new GoldenTest(&checker, path); });
  }
  testing::TestEventListeners &listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new Lines);
  return RUN_ALL_TESTS();
}
