// SPDX-License-Identifier: Apache-2.0
// The mode that makes a logged store outside a transaction a fault.
#include <csignal>
#include <memory>

#include "tools/journal/testing/cpu.h"
#include "tools/journal/testing/subject.h"
#include "gtest/gtest.h"

namespace journal_test {
namespace {

// A sanitizer would give it a world elsewhere.
__attribute__((noinline, no_sanitize("address"))) uint64_t OnStack(subject_operation *operation) {
  subject_world on_stack = {};
  return operation(&on_stack, 1, 2);
}

class Outside : public testing::Test {
protected:
  Outside() : world_(std::make_unique<subject_world>()) {
    Cpu &cpu = TheCpu();
    cpu.Begin();
    cpu.Transaction() = 0;
    cpu.Strict() = 1;
  }
  ~Outside() override {
    TheCpu().Strict() = 0;
  }

  std::unique_ptr<subject_world> world_;
};

TEST_F(Outside, ASharedStoreIsAFault) {
  EXPECT_EXIT(subject_wake(world_.get(), 1, 2), testing::KilledBySignal(SIGILL), "");
}

TEST_F(Outside, ASharedRangeIsAFault) {
  EXPECT_EXIT(subject_move(world_.get(), 1, 2), testing::KilledBySignal(SIGILL), "");
}

TEST_F(Outside, AStoreInsideATransactionIsNone) {
  TheCpu().Transaction() = 1;
  EXPECT_EQ(subject_wake(world_.get(), 1, 2), 1u);
  EXPECT_EQ(subject_put(world_.get(), 1, 2), 1u);
}

TEST_F(Outside, AStoreToTheRunningStackIsNone) {
  EXPECT_EQ(OnStack(subject_wake), 1u);
  EXPECT_EQ(OnStack(subject_put), 1u);
}

TEST_F(Outside, NothingIsAFaultBeforeTheCpuIsStrict) {
  TheCpu().Strict() = 0;
  EXPECT_EQ(subject_wake(world_.get(), 1, 2), 1u);
}

}  // namespace
}  // namespace journal_test
