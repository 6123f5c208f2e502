// SPDX-License-Identifier: Apache-2.0
// Tests of the buddy allocator, alone and against a model that is too simple to be wrong: a set of taken frames.
#include "kernel/frames/frames.h"

#include <map>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace {

constexpr uint64_t kMiB = 1 << 20;

class Frames : public ::testing::Test {
protected:
  void start(uint64_t lowest, uint64_t highest) {
    table_.assign(frames_table_bytes(lowest, highest) / 8, 0xa5a5a5a5a5a5a5a5);
    ASSERT_EQ(frames_start(lowest, highest, table_.data()), OK);
  }
  void start_with(uint64_t lowest, uint64_t highest) {
    start(lowest, highest);
    ASSERT_EQ(frames_add(lowest, highest), OK);
  }
  uint8_t &entry(uint64_t physical) {
    return reinterpret_cast<uint8_t *>(table_.data())[physical / 4096];
  }
  std::vector<uint64_t> &table() {
    return table_;
  }
  static struct frames_statistics statistics() {
    struct frames_statistics out;
    frames_statistics(&out);
    return out;
  }
  static uint64_t take(uint32_t order) {
    uint64_t physical = UINT64_MAX;
    EXPECT_EQ(frames_take(order, &physical), OK);
    return physical;
  }

private:
  std::vector<uint64_t> table_;
};

TEST_F(Frames, HasNothingToGiveBeforeMemoryIsAdded) {
  start(0, 16 * kMiB);
  uint64_t physical = 7;
  EXPECT_EQ(frames_take(0, &physical), NO_MEMORY);
  EXPECT_EQ(physical, 7u);
  EXPECT_EQ(statistics().failed, 1u);
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, CountsOnlyFramesThatLieWhollyInTheRange) {
  start(0, 16 * kMiB);
  EXPECT_EQ(frames_add(kMiB + 1, 2 * kMiB + 4095), OK);
  EXPECT_EQ(statistics().total, 255u);
  EXPECT_EQ(frames_add(3 * kMiB + 1, 3 * kMiB + 4096), OK);  // not one whole frame
  EXPECT_EQ(statistics().total, 255u);
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, TableCoversARangeThatStartsAnywhere) {
  start(5 * kMiB + 123, 5 * kMiB + 4096 * 3 + 1);
  EXPECT_EQ(frames_add(5 * kMiB + 123, 5 * kMiB + 4096 * 3 + 1), OK);
  EXPECT_EQ(statistics().total, 2u);
  EXPECT_EQ(take(0) % 4096, 0u);
}

TEST_F(Frames, LeavesOutEveryFrameThatAReservedRangeTouches) {
  start(0, 16 * kMiB);
  EXPECT_EQ(frames_reserve(kMiB + 4095, kMiB + 4097), OK);
  EXPECT_EQ(frames_add(kMiB, 2 * kMiB), OK);
  EXPECT_EQ(statistics().total, 254u);
  std::set<uint64_t> seen;
  uint64_t physical;
  while (frames_take(0, &physical) == OK)
    seen.insert(physical);
  EXPECT_EQ(seen.size(), 254u);
  EXPECT_EQ(*seen.begin(), kMiB + 8192);
}

TEST_F(Frames, RefusesMemoryThatWasAddedOrLiesOutside) {
  start(4 * kMiB, 16 * kMiB);
  EXPECT_EQ(frames_add(5 * kMiB, 6 * kMiB), OK);
  struct frames_statistics before = statistics();
  EXPECT_EQ(frames_add(5 * kMiB + 8192, 5 * kMiB + 3 * 4096), INVALID);
  EXPECT_EQ(frames_add(4 * kMiB, 8 * kMiB), INVALID);
  EXPECT_EQ(frames_reserve(6 * kMiB - 1, 7 * kMiB), INVALID);
  EXPECT_EQ(frames_add(8 * kMiB, 16 * kMiB + 4096), OUT_OF_RANGE);
  EXPECT_EQ(frames_add(0, 5 * kMiB), OUT_OF_RANGE);
  EXPECT_EQ(frames_add(9 * kMiB, 8 * kMiB), INVALID);
  EXPECT_EQ(frames_reserve(9 * kMiB, 8 * kMiB), INVALID);
  EXPECT_EQ(statistics().total, before.total);
  EXPECT_EQ(frames_add(6 * kMiB, 8 * kMiB), OK);  // nothing of the refused ranges was marked
  EXPECT_EQ(statistics().total, before.total + 512);
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, BlocksAreAlignedToTheirSizeAndDoNotOverlap) {
  start_with(4096, 16 * kMiB);
  uint64_t end = 0;
  std::map<uint64_t, uint64_t> blocks;
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    uint64_t physical = take(order), size = UINT64_C(4096) << order;
    EXPECT_EQ(physical % size, 0u) << "order " << order;
    blocks[physical] = size;
  }
  for (auto [physical, size] : blocks) {
    EXPECT_GE(physical, end);
    end = physical + size;
  }
}

TEST_F(Frames, JoinsAdjacentRangesThatWereAddedOneByOne) {
  start(0, 8 * kMiB);
  for (uint64_t at = 4 * kMiB; at < 8 * kMiB; at += 12288)
    EXPECT_EQ(frames_add(at, std::min(at + 12288, 8 * kMiB)), OK);
  EXPECT_EQ(statistics().free_blocks[FRAME_ORDER_MAX], 1u);
  EXPECT_EQ(take(FRAME_ORDER_MAX), 4 * kMiB);
}

TEST_F(Frames, NeverJoinsWithMemoryThatIsNotThere) {
  start(0, 8 * kMiB);
  EXPECT_EQ(frames_add(0, 4096), OK);  // its buddy, frame 1, is a hole
  EXPECT_EQ(statistics().free_blocks[0], 1u);
  uint64_t physical = take(0);
  EXPECT_EQ(frames_give(physical, 0), OK);
  EXPECT_EQ(statistics().free_blocks[0], 1u);
  EXPECT_EQ(frames_take(1, &physical), NO_MEMORY);
}

TEST_F(Frames, NeverLooksBeyondItsTable) {
  uint64_t highest = 4 * kMiB + 3 * 4096, words = frames_table_bytes(0, highest) / 8;
  const uint64_t like_a_free_frame = UINT64_MAX | ((UINT64_C(1) << 56) - 1);
  std::vector<uint64_t> table(words + 1, like_a_free_frame);
  ASSERT_EQ(frames_start(0, highest, table.data()), OK);
  ASSERT_EQ(frames_add(4 * kMiB, highest), OK);  // the last frame has no buddy
  EXPECT_EQ(statistics().free_blocks[0], 1u);
  EXPECT_EQ(statistics().free_blocks[1], 1u);
  EXPECT_EQ(table[words], like_a_free_frame);
  EXPECT_TRUE(frames_check());
}

// Above the bottom of a tree a bit may be set or not for a word that is zero.
TEST_F(Frames, CheckFindsEveryWrongBit) {
  start_with(0, 8 * kMiB);
  for (uint32_t order : {0, 3, 0, 5, 0})
    take(order);
  uint64_t given = take(0);
  EXPECT_EQ(frames_give(given, 0), OK);
  ASSERT_TRUE(frames_check());
  std::map<size_t, int> above;  // for how many words in front of them those stand
  for (size_t at = 2048 / 8, order = 0; order <= FRAME_ORDER_MAX; order++) {
    size_t words = ((2048 >> order) + 63) / 64;
    at += words;
    if (words > 1) above[at++] = static_cast<int>(words);
  }
  for (size_t word = 0; word < table().size(); word++) {
    for (int bit = 0; bit < 64; bit++) {
      table()[word] ^= UINT64_C(1) << bit;
      bool may_be = above.contains(word) && bit < above[word] && table()[word - above[word] + bit] == 0;
      EXPECT_EQ(frames_check(), may_be) << "word " << word << ", bit " << bit;
      table()[word] ^= UINT64_C(1) << bit;
    }
  }
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, TakesTheLowestBlockThatIsLargeEnough) {
  start_with(0, 16 * kMiB);
  uint64_t first = take(0), second = take(0), third = take(0);
  EXPECT_EQ(frames_give(first, 0), OK);
  EXPECT_EQ(take(3), 8 * 4096u);
  EXPECT_EQ(take(0), first);
  EXPECT_EQ(frames_give(third, 0), OK);
  EXPECT_EQ(frames_give(second, 0), OK);
  EXPECT_EQ(take(0), second);
}

// Three levels of bits, the upper two in use as the lower ones run empty.
TEST_F(Frames, FindsTheOnlyFreeFrameOfAll) {
  start_with(0, 1024 * kMiB);
  uint64_t physical, count = 0;
  while (frames_take(0, &physical) == OK)
    count++;
  EXPECT_EQ(count, 1024 * kMiB / 4096);
  for (uint64_t at : {UINT64_C(0), 4096 * UINT64_C(64), 777 * kMiB, 1024 * kMiB - 4096}) {
    EXPECT_EQ(frames_give(at, 0), OK);
    EXPECT_TRUE(frames_check());
    EXPECT_EQ(take(0), at);
  }
}

TEST_F(Frames, KnowsWhichAddressesAreMemory) {
  start(0, 16 * kMiB);
  EXPECT_EQ(frames_reserve(5 * kMiB, 6 * kMiB), OK);
  EXPECT_EQ(frames_add(4 * kMiB, 8 * kMiB), OK);
  EXPECT_TRUE(frames_has(4 * kMiB + 5));
  EXPECT_TRUE(frames_has(take(0)));
  EXPECT_FALSE(frames_has(5 * kMiB));
  EXPECT_FALSE(frames_has(9 * kMiB));
  EXPECT_FALSE(frames_has(UINT64_MAX));
}

TEST_F(Frames, IsAsBeforeWhenAllIsGivenBack) {
  start_with(0, 16 * kMiB);
  struct frames_statistics before = statistics();
  std::vector<uint64_t> all;
  uint64_t physical;
  while (frames_take(0, &physical) == OK)
    all.push_back(physical);
  EXPECT_EQ(all.size(), 4096u);
  EXPECT_EQ(statistics().free, 0u);
  EXPECT_EQ(statistics().lowest_free, 0u);
  std::shuffle(all.begin(), all.end(), std::mt19937(1));
  for (uint64_t frame : all)
    EXPECT_EQ(frames_give(frame, 0), OK);
  EXPECT_EQ(statistics().free, before.free);
  EXPECT_EQ(frames_take(FRAME_ORDER_MAX, &physical),
            OK);  // the frames that were given back last are joined when there is no other way
  while (frames_take(FRAME_ORDER_MAX, &physical) == OK) {}
  for (uint64_t at = 0; at < 16 * kMiB; at += 4 * kMiB)
    EXPECT_EQ(frames_give(at, FRAME_ORDER_MAX), OK);
  EXPECT_EQ(statistics().free_blocks[FRAME_ORDER_MAX], before.free_blocks[FRAME_ORDER_MAX]);
  EXPECT_EQ(statistics().lowest_free, 0u);
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, RefusesADoubleOrForeignReleaseAndChangesNothing) {
  start_with(0, 16 * kMiB);
  uint64_t block = take(3);
  struct frames_statistics before = statistics();
  EXPECT_EQ(frames_give(block, 2), INVALID);         // another order
  EXPECT_EQ(frames_give(block + 4096, 0), INVALID);  // inside
  EXPECT_EQ(frames_give(block + 1, 3), INVALID);     // unaligned
  EXPECT_EQ(frames_give(8 * kMiB, 10), INVALID);     // never taken
  EXPECT_EQ(frames_give(64 * kMiB, 0), INVALID);     // not in the table
  EXPECT_EQ(frames_give(UINT64_MAX, 0), INVALID);
  EXPECT_EQ(frames_give(block, UINT32_MAX), INVALID);
  EXPECT_EQ(statistics().free, before.free);
  EXPECT_EQ(statistics().defects, 7u);
  EXPECT_EQ(frames_give(block, 3), OK);
  EXPECT_EQ(frames_give(block, 3), INVALID);  // a second time
  EXPECT_EQ(statistics().defects, 8u);
  EXPECT_EQ(statistics().free, before.free + 8);
  EXPECT_TRUE(frames_check());
}

TEST_F(Frames, SaysWhichBlocksAreTaken) {
  start_with(0, 16 * kMiB);
  uint64_t block = take(2);
  uint32_t order = 99;
  EXPECT_EQ(frames_block(block, &order), OK);
  EXPECT_EQ(order, 2u);
  EXPECT_EQ(frames_block(block + 4096, &order), NOT_FOUND);
  EXPECT_EQ(frames_block(block + 16, &order), NOT_FOUND);
  EXPECT_EQ(frames_block(UINT64_MAX, &order), NOT_FOUND);
  EXPECT_EQ(frames_give(block, 2), OK);
  EXPECT_EQ(frames_block(block, &order), NOT_FOUND);
}

TEST_F(Frames, SplitHalvesAreGivenBackOneByOne) {
  start_with(0, 16 * kMiB);
  struct frames_statistics before = statistics();
  uint64_t block = take(3);
  EXPECT_EQ(frames_split(block, 2), INVALID);
  EXPECT_EQ(frames_split(block, 3), OK);
  EXPECT_EQ(frames_split(block, 3), INVALID);
  EXPECT_TRUE(frames_check());
  EXPECT_EQ(statistics().free, before.free - 8);
  EXPECT_EQ(frames_give(block + 4 * 4096, 2), OK);
  EXPECT_EQ(frames_give(block, 3), INVALID);
  EXPECT_EQ(frames_give(block, 2), OK);
  EXPECT_EQ(statistics().free_blocks[FRAME_ORDER_MAX], before.free_blocks[FRAME_ORDER_MAX]);
  uint64_t frame = take(0);
  EXPECT_EQ(frames_split(frame, 0), INVALID);
}

TEST_F(Frames, RefusesFromTheTakeThatATestNames) {
  start_with(0, 16 * kMiB);
  frames_fail_after(2);
  uint64_t physical;
  EXPECT_EQ(frames_take(0, &physical), OK);
  EXPECT_EQ(frames_take(0, &physical), NO_MEMORY);
  EXPECT_EQ(frames_take(5, &physical), NO_MEMORY);
  EXPECT_EQ(statistics().failed, 2u);
  frames_fail_after(0);
  EXPECT_EQ(frames_take(0, &physical), OK);
}

TEST_F(Frames, RefusesAnOrderThatDoesNotExist) {
  start_with(0, 16 * kMiB);
  uint64_t physical;
  EXPECT_EQ(frames_take(FRAME_ORDER_MAX + 1, &physical), OUT_OF_RANGE);
  EXPECT_EQ(frames_take(UINT32_MAX, &physical), OUT_OF_RANGE);
}

TEST_F(Frames, RefusesATableThatCannotBe) {
  uint64_t word;
  EXPECT_EQ(frames_start(0, 4096, nullptr), INVALID);
  EXPECT_EQ(frames_start(4096, 4096, &word), INVALID);
  EXPECT_EQ(frames_start(0, UINT64_C(1) << 40, &word), OUT_OF_RANGE);
  EXPECT_EQ(frames_start(0, UINT64_MAX, &word), OUT_OF_RANGE);
}

// The model: which frames exist, and which blocks are taken.
struct Model {
  std::set<uint64_t> frames;
  std::map<uint64_t, uint32_t> taken;

  uint64_t free() const {
    uint64_t count = frames.size();
    for (auto [physical, order] : taken)
      count -= UINT64_C(1) << order;
    return count;
  }
  // A block may be handed out when all its frames exist and none is taken.
  void on_take(uint64_t physical, uint32_t order) {
    ASSERT_EQ(physical % (UINT64_C(4096) << order), 0u);
    for (uint64_t i = 0; i < UINT64_C(1) << order; i++)
      ASSERT_TRUE(frames.contains(physical + i * 4096));
    auto next = taken.lower_bound(physical);
    if (next != taken.end()) ASSERT_GE(next->first, physical + (UINT64_C(4096) << order));
    if (next != taken.begin()) {
      auto before = std::prev(next);
      ASSERT_LE(before->first + (UINT64_C(4096) << before->second), physical);
    }
    taken[physical] = order;
  }
  // Whether an aligned, existing, free block of that order is somewhere: then the allocator must find one, since free
  // buddies are always joined.
  bool has(uint32_t order) const {
    for (uint64_t physical : frames) {
      if (physical % (UINT64_C(4096) << order) != 0) continue;
      bool whole = true;
      for (uint64_t i = 0; whole && i < UINT64_C(1) << order; i++) {
        uint64_t frame = physical + i * 4096;
        whole = frames.contains(frame);
        auto after = taken.upper_bound(frame);
        if (whole && after != taken.begin()) {
          auto block = std::prev(after);
          whole = block->first + (UINT64_C(4096) << block->second) <= frame;
        }
      }
      if (whole) return true;
    }
    return false;
  }
};

class FramesAgainstModel : public Frames, public ::testing::WithParamInterface<uint32_t> {};

TEST_P(FramesAgainstModel, AgreesThroughRandomOperations) {
  std::mt19937 random(GetParam());
  auto below = [&](uint64_t bound) { return random() % bound; };
  Model model;
  start(0, 8 * kMiB);
  for (int i = 0; i < 3; i++) {
    uint64_t at = below(8 * kMiB - 65536);
    ASSERT_EQ(frames_reserve(at, at + below(65536)), OK);
  }
  std::set<uint64_t> reserved;
  for (uint64_t at = 0; at < 8 * kMiB;) {  // ragged ranges with holes between them
    uint64_t end = std::min(at + below(kMiB), 8 * kMiB);
    uint64_t total = statistics().total;
    ASSERT_EQ(frames_add(at, end), OK);
    ASSERT_LE(statistics().total - total, (end - at) / 4096);
    at = end + below(32768);
  }
  for (uint64_t physical; frames_take(0, &physical) == OK;)
    model.frames.insert(physical);  // who is there
  for (uint64_t physical : model.frames)
    ASSERT_EQ(frames_give(physical, 0), OK);
  ASSERT_EQ(statistics().total, model.frames.size());
  ASSERT_TRUE(frames_check());

  for (int step = 0; step < 3000; step++) {
    uint32_t order = below(4) == 0 ? below(FRAME_ORDER_MAX + 1) : below(4);
    if (below(2) == 0 || model.taken.empty()) {
      uint64_t physical = 0;
      bool has = step % 50 != 0 || model.has(order);  // asking the model is slow
      if (frames_take(order, &physical) == OK) {
        model.on_take(physical, order);
      } else if (step % 50 == 0) {
        ASSERT_FALSE(has) << "step " << step << ", order " << order;
      }
    } else {
      auto block = std::next(model.taken.begin(), below(model.taken.size()));
      auto [physical, taken_order] = *block;
      uint64_t action = below(8);
      if (action == 0 && taken_order > 0) {
        ASSERT_EQ(frames_split(physical, taken_order), OK);
        model.taken[physical] = taken_order - 1;
        model.taken[physical + (UINT64_C(4096) << (taken_order - 1))] = taken_order - 1;
      } else if (action == 1) {
        ASSERT_EQ(frames_give(physical, taken_order + 1), INVALID);
      } else {
        ASSERT_EQ(frames_give(physical, taken_order), OK);
        model.taken.erase(block);
      }
    }
    ASSERT_EQ(statistics().free, model.free()) << "step " << step;
    if (step % 100 == 0) ASSERT_TRUE(frames_check()) << "step " << step;
  }
  for (auto [physical, order] : model.taken)
    ASSERT_EQ(frames_give(physical, order), OK);
  ASSERT_EQ(statistics().free, model.frames.size());
  ASSERT_TRUE(frames_check());
}

INSTANTIATE_TEST_SUITE_P(Seeds, FramesAgainstModel, ::testing::Range(1u, 21u));

}  // namespace
