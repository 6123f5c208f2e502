// SPDX-License-Identifier: Apache-2.0
// Each construct of constructs.txt is lowered to exactly the IR that stands below it. `constructs_test --bless` prints the file as it
// would have to be.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iostream>

#include "tools/cellcheck/front/front_reader.h"

namespace {

constexpr const char *kFile = "tools/cellcheck/front/constructs.txt";

struct Construct {
  std::string name, sentence, code, expected;
};

std::vector<Construct> ReadConstructs() {
  std::vector<Construct> constructs;
  std::ifstream file(kFile);
  std::string line;
  bool is_code = false;
  while (std::getline(file, line)) {
    if (line.rfind("=== ", 0) == 0) {
      size_t colon = line.find(": ");
      constructs.push_back({line.substr(4, colon - 4), line.substr(colon + 2), "", ""});
      is_code = true;
    } else if (line == "---") {
      is_code = false;
    } else if (!constructs.empty()) {
      (is_code ? constructs.back().code : constructs.back().expected) += line + "\n";
    }
  }
  return constructs;
}

std::string Lowered(const Construct &construct) {
  FrontReader reader;
  reader.Source(construct.name + ".c", construct.code).Read();
  std::string lowered = reader.Dump();
  for (const std::string &each : Reports())
    lowered += "report " + each + "\n";
  return lowered;
}

class Constructs : public testing::TestWithParam<Construct> {};

TEST_P(Constructs, IsLoweredAsWritten) {
  EXPECT_EQ(Lowered(GetParam()), GetParam().expected) << GetParam().sentence;
}

INSTANTIATE_TEST_SUITE_P(Each, Constructs, testing::ValuesIn(ReadConstructs()),
                         [](const testing::TestParamInfo<Construct> &info) { return info.param.name; });

TEST(ConstructsFile, HasThemAll) {
  EXPECT_GE(ReadConstructs().size(), 85u);
}

}  // namespace

int main(int count, char **words) {
  if (count > 1 && std::strcmp(words[1], "--bless") == 0) {
    for (const Construct &each : ReadConstructs())
      std::cout << "=== " << each.name << ": " << each.sentence << "\n" << each.code << "---\n" << Lowered(each);
    return 0;
  }
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
