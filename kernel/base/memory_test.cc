// SPDX-License-Identifier: Apache-2.0
// memory: the cells' memcpy and its like, compiled under other names, against libc's over all small sizes and overlaps.
#include <cstddef>
#include <cstring>
#include <random>
#include <vector>

#include "gtest/gtest.h"

extern "C" {
void *tested_memcpy(void *to, const void *from, size_t size);
void *tested_memmove(void *to, const void *from, size_t size);
void *tested_memset(void *to, int value, size_t size);
int tested_memcmp(const void *a, const void *b, size_t size);
}

namespace {

constexpr size_t kRoom = 64;

struct Room {
  unsigned char bytes[kRoom];
  explicit Room(unsigned seed) {
    std::mt19937 random(seed);
    for (auto &byte : bytes)
      byte = static_cast<unsigned char>(random());
  }
};

TEST(Memory, CopiesEverySizeAtEveryAlignmentAndNothingElse) {
  for (size_t size = 0; size <= 40; size++)
    for (size_t to = 0; to < 9; to++)
      for (size_t from = 0; from < 9; from++) {
        Room ours(1), model(1), source(2);
        EXPECT_EQ(tested_memcpy(ours.bytes + to, source.bytes + from, size), ours.bytes + to);
        memcpy(model.bytes + to, source.bytes + from, size);
        ASSERT_EQ(memcmp(ours.bytes, model.bytes, kRoom), 0) << size << " " << to << " " << from;
      }
}

TEST(Memory, MovesBetweenEveryPairOfOverlappingPlaces) {
  for (size_t size = 0; size <= 32; size++)
    for (size_t to = 0; to <= 32; to++)
      for (size_t from = 0; from <= 32; from++) {
        Room ours(3), model(3);
        EXPECT_EQ(tested_memmove(ours.bytes + to, ours.bytes + from, size), ours.bytes + to);
        memmove(model.bytes + to, model.bytes + from, size);
        ASSERT_EQ(memcmp(ours.bytes, model.bytes, kRoom), 0) << size << " " << to << " " << from;
      }
}

TEST(Memory, SetsEverySizeAndTakesTheLowByteOfTheValue) {
  for (size_t size = 0; size <= 40; size++)
    for (size_t to = 0; to < 9; to++) {
      Room ours(4), model(4);
      EXPECT_EQ(tested_memset(ours.bytes + to, 0x1a5, size), ours.bytes + to);
      memset(model.bytes + to, 0xa5, size);
      ASSERT_EQ(memcmp(ours.bytes, model.bytes, kRoom), 0) << size << " " << to;
    }
}

int Sign(int value) {
  return (value > 0) - (value < 0);
}

TEST(Memory, ComparesByTheFirstByteThatDiffersAsUnsigned) {
  for (size_t size = 0; size <= 40; size++)
    for (size_t differs = 0; differs < kRoom; differs++)
      for (int delta : {-1, 1, 128}) {
        Room a(5), b(5);
        b.bytes[differs] = static_cast<unsigned char>(b.bytes[differs] + delta);
        ASSERT_EQ(Sign(tested_memcmp(a.bytes, b.bytes, size)), Sign(memcmp(a.bytes, b.bytes, size)))
            << size << " " << differs;
      }
}

// Long enough for string instructions.
constexpr size_t kLong[] = {255, 256, 257, 263, 264, 1000, 4096};
constexpr size_t kLongRoom = 4096 + 64;

std::vector<unsigned char> LongRoom(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<unsigned char> bytes(kLongRoom);
  for (auto &byte : bytes)
    byte = static_cast<unsigned char>(random());
  return bytes;
}

TEST(Memory, CopiesAndSetsWhatIsLongAtEveryAlignmentAndNothingElse) {
  for (size_t size : kLong)
    for (size_t to = 0; to < 9; to++)
      for (size_t from = 0; from < 9; from++) {
        auto ours = LongRoom(5), model = ours, source = LongRoom(6);
        EXPECT_EQ(tested_memcpy(ours.data() + to, source.data() + from, size), ours.data() + to);
        memcpy(model.data() + to, source.data() + from, size);
        ASSERT_EQ(ours, model) << size << " " << to << " " << from;
        EXPECT_EQ(tested_memset(ours.data() + from, 0x1a5, size), ours.data() + from);
        memset(model.data() + from, 0xa5, size);
        ASSERT_EQ(ours, model) << size << " " << from;
      }
}

TEST(Memory, MovesWhatIsLongBetweenOverlappingPlaces) {
  for (size_t size : kLong)
    for (size_t to : {0, 1, 7, 8, 9, 32, 64})
      for (size_t from : {0, 1, 7, 8, 9, 32, 64}) {
        auto ours = LongRoom(7), model = ours;
        EXPECT_EQ(tested_memmove(ours.data() + to, ours.data() + from, size), ours.data() + to);
        memmove(model.data() + to, model.data() + from, size);
        ASSERT_EQ(ours, model) << size << " " << to << " " << from;
      }
}

}  // namespace
