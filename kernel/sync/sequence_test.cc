// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/sequence.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace {

TEST(Sequence, ReadsWhatWasWrittenLast) {
  struct sequence sequence = {};
  uint64_t data[3] = {1, 2, 3}, copy[3] = {};
  EXPECT_TRUE(sequence_read(&sequence, data, copy, sizeof copy));
  EXPECT_EQ(copy[2], 3u);
  sequence_change(&sequence);
  data[2] = 4;
  EXPECT_TRUE(sequence_read(&sequence, data, copy, sizeof copy));
  EXPECT_EQ(copy[2], 4u);
}

// Unit tests have no transactions: this is how an undone change leaves the count.
TEST(Sequence, RefusesAReaderBehindAnUndoneChangeUntilTheNextOne) {
  struct sequence sequence = {.count = 5};
  uint64_t data = 1, copy = 0;
  EXPECT_FALSE(sequence_read(&sequence, &data, &copy, sizeof copy));
  sequence_change(&sequence);
  EXPECT_TRUE(sequence_read(&sequence, &data, &copy, sizeof copy));
  EXPECT_EQ(sequence.count, 8u);
}

// On two threads: while one changes both words, the other never sees two that differ.
TEST(Sequence, NeverShowsHalfOfAChange) {
  struct sequence sequence = {};
  uint64_t data[2] = {};
  std::atomic<bool> over = false;
  uint64_t refused = 0;
  std::thread writer([&] {
    for (uint64_t i = 1; i <= 200000; i++) {
      __atomic_store_n(&sequence.count, 2 * i - 1, __ATOMIC_SEQ_CST);  // as sequence_change does in a transaction
      __atomic_store_n(&data[0], i, __ATOMIC_RELAXED);
      __atomic_store_n(&data[1], i, __ATOMIC_RELAXED);
      __atomic_store_n(&sequence.count, 2 * i, __ATOMIC_RELEASE);
    }
    over = true;
  });
  while (!over) {
    uint64_t copy[2];
    if (sequence_read(&sequence, data, copy, sizeof copy))
      EXPECT_EQ(copy[0], copy[1]);
    else
      refused++;
  }
  writer.join();
  printf("[figure] refused %lu times\n", refused);
}

}  // namespace
