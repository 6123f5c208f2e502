// SPDX-License-Identifier: Apache-2.0
// Random calls of files and of a model of maps and strings: both answer the same, and have the same in them.
#include <random>

#include "cells/fs/memory/files_fixture.h"
#include "cells/fs/memory/player.h"

namespace {

std::string RandomPath(std::mt19937 &random) {
  static const std::vector<std::string> kParts = {
      "a", "b", "c", "d", "a", "b", ".", "..", "", "another name that is long", std::string(255, 'x'), "\x01\xff"};
  std::string path;
  for (uint32_t parts = 1 + random() % 4; parts > 0; parts--)
    path += "/" + kParts[random() % (random() % 4 == 0 ? kParts.size() : 5)];
  if (random() % 64 == 0) path += "/";
  if (random() % 256 == 0) path += std::string(256, 'y');
  if (random() % 256 == 0) path = path.substr(1);
  return path;
}

class FilesModel : public FilesTest {
protected:
  void Play(uint32_t seed, uint32_t steps) {
    std::mt19937 random(seed);
    Player player([&](uint32_t limit) { return random() % limit; }, [&] { return RandomPath(random); });
    for (uint32_t step = 0; step < steps; step++) {
      ASSERT_TRUE(player.Step()) << "seed " << seed << ", step " << step << ": " << player.why();
      if (step % 50 == 0) {
        ASSERT_TRUE(player.Compare()) << "seed " << seed << ", step " << step << ": " << player.why();
      }
    }
    ASSERT_TRUE(player.Compare()) << player.why();
  }
};

TEST_F(FilesModel, AnyCallsLeaveWhatTheModelHas) {
  for (uint32_t seed = 1; seed <= 60 && !HasFailure(); seed++) {
    Play(seed, 400);
    Clear("/");
    EXPECT_EQ(Bytes(), 0u) << seed;
  }
}

}  // namespace
