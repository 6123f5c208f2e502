// SPDX-License-Identifier: Apache-2.0
#include "kernel/backtrace/backtrace.h"

#include <gtest/gtest.h>

namespace {

constexpr uint32_t kMost = 8;

// A stack in which a test builds what the nucleus and functions leave.
class Backtrace : public testing::Test {
protected:
  Backtrace() {
    context.stack_low = reinterpret_cast<uint64_t>(words);
    context.stack_high = reinterpret_cast<uint64_t>(words + 64);
  }
  uint64_t At(uint32_t word) {
    return reinterpret_cast<uint64_t>(words + word);
  }
  void Frame(uint32_t at, uint64_t outer, uint64_t returns) {
    words[at] = outer;
    words[at + 1] = returns;
  }
  // As nucleus_suspend leaves it, at word 4.
  void Suspend(uint64_t frame_pointer) {
    context.rsp = At(4);
    words[4 + 6] = frame_pointer;
    words[4 + 7] = 1000;
  }
  uint32_t Walk(uint32_t most = kMost) {
    return backtrace_context(&context, frames, most);
  }

  alignas(8) uint64_t words[64] = {};
  struct nucleus_context context = {};
  uint64_t frames[kMost] = {};
};

TEST_F(Backtrace, GoesFromWhereItWasSuspendedOutward) {
  Frame(20, At(30), 2000);
  Frame(30, 0, 3000);
  Suspend(At(20));
  ASSERT_EQ(Walk(), 3u);
  EXPECT_EQ(frames[0], 1000u);
  EXPECT_EQ(frames[1], 2000u);
  EXPECT_EQ(frames[2], 3000u);
}

TEST_F(Backtrace, GoesFromTheInstructionThatAnInterruptCameInto) {
  auto *saved = reinterpret_cast<struct nucleus_frame *>(words + 8);
  saved->rip = 4000;
  saved->rbp = At(40);
  Frame(40, 0, 5000);
  context.rsp = At(8);
  context.preempted = 1;
  ASSERT_EQ(Walk(), 2u);
  EXPECT_EQ(frames[0], 4000u);
  EXPECT_EQ(frames[1], 5000u);
}

TEST_F(Backtrace, EndsWhereTheChainLeavesTheStackOrDoesNotRise) {
  for (uint64_t outer : {At(64), At(63), At(0) - 16, At(21) + 1, At(20), At(2), UINT64_MAX - 7}) {
    Frame(20, outer, 2000);
    Suspend(At(20));
    EXPECT_EQ(Walk(), 2u) << outer;
  }
}

TEST_F(Backtrace, EndsAtTheFirstFunction) {
  Frame(20, At(30), 0);
  Suspend(At(20));
  EXPECT_EQ(Walk(), 1u);
}

TEST_F(Backtrace, TakesNoMoreThanThereIsRoomFor) {
  Frame(20, At(30), 2000);
  Frame(30, 0, 3000);
  Suspend(At(20));
  EXPECT_EQ(Walk(2), 2u);
  EXPECT_EQ(frames[2], 0u);
  EXPECT_EQ(Walk(0), 0u);
}

TEST_F(Backtrace, AStackPointerOutsideTheStackGivesNothing) {
  for (uint64_t rsp : {At(64), At(60), At(0) - 8, At(4) + 4}) {
    context.rsp = rsp;
    EXPECT_EQ(Walk(), 0u) << rsp;
  }
}

}  // namespace
