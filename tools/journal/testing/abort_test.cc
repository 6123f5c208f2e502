// SPDX-License-Identifier: Apache-2.0
// Aborts each operation of the subject behind each of its instructions: undo gives the world of before, to the byte, and the
// operation made again ends as one that nothing came into.
#include "tools/journal/testing/abort.h"

#include <cstdio>
#include <cstring>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "tools/journal/testing/cpu.h"
#include "tools/journal/testing/undo.h"
#include "gtest/gtest.h"

namespace journal_test {
namespace {

struct Operation {
  const char *name;
  subject_operation *run;
};

const Operation kOperations[] = {
    {"allocate", subject_allocate}, {"release", subject_release},   {"wake", subject_wake},
    {"choose", subject_choose},     {"insert", subject_insert},     {"put", subject_put},
    {"take", subject_take},         {"mix", subject_mix},           {"count", subject_count},
    {"move", subject_move},         {"assembly", subject_assembly}, {"loop", subject_loop},
    {"follow", subject_follow},
};

// Behind the cursor lies at most the group that is being written. Undo also restores what an operation stored in its caller's frame.
enum { kRounds = 12, kBetween = 30, kGroup = 4096, kStack = 2048 };

constexpr uint64_t kNowhere = UINT64_MAX;

// Frames of whoever they are: no sanitizer's business.
__attribute__((no_sanitize("address"))) void CopyStack(volatile uint64_t *to, const volatile uint64_t *from) {
  for (size_t i = 0; i < kStack / 8; i++)
    to[i] = from[i];
}

class Abort : public testing::Test {
protected:
  Abort() : world_(std::make_unique<subject_world>()) {
    std::memset(static_cast<void *>(world_.get()), 0, sizeof *world_);
  }

  // Where the world first differs from another.
  uint64_t Difference(const subject_world &other) const {
    const uint8_t *now = reinterpret_cast<const uint8_t *>(world_.get());
    const uint8_t *then = reinterpret_cast<const uint8_t *>(&other);
    for (uint64_t at = 0; at < sizeof other; at++)
      if (now[at] != then[at]) return at;
    return kNowhere;
  }

  // Counts, and prints the first of the differences of a call.
  void Compare(const char *name, const subject_world &wanted, const char *what, uint64_t address) {
    if (std::memcmp(world_.get(), &wanted, sizeof wanted) == 0) return;
    differences_++;
    if (std::exchange(is_silent_, true)) return;
    std::printf("%s: aborted in front of %#lx, %s gives another byte at %lu of the world\n", name, address, what,
                Difference(wanted));
    std::fflush(stdout);
  }

  // The world changes by whatever the operations do.
  void MoveOn() {
    for (int i = 0; i < kBetween; i++) {
      TheCpu().Begin();
      kOperations[random_() % std::size(kOperations)].run(world_.get(), random_() % 1000, random_() % 1000);
    }
  }

  // What an abort here would come to; then everything is put back.
  void AbortHere(const Operation &operation, uint64_t a, uint64_t b, uint64_t address, uint64_t *stack) {
    Cpu &cpu = TheCpu();
    uint64_t *cursor = cpu.Cursor();
    now_ = *world_;
    journal_.assign(cpu.journal, cursor + kGroup / 8);
    CopyStack(stack_.data(), stack);
    Undo(cpu.journal, cursor);
    Compare(operation.name, before_, "undo", address);
    cpu.Begin();
    if (operation.run(world_.get(), a, b) != result_) differences_++;
    Compare(operation.name, after_, "the call made again", address);
    *world_ = now_;
    std::memcpy(cpu.journal, journal_.data(), journal_.size() * 8);
    CopyStack(stack, stack_.data());
    cpu.Cursor() = cursor;
    points_++;
  }

  void AbortEverywhere(const Operation &operation) {
    uint64_t a = random_() % 1000, b = random_() % 1000;
    Cpu &cpu = TheCpu();
    is_silent_ = false;
    before_ = *world_;
    cpu.Begin();
    result_ = operation.run(world_.get(), a, b);
    after_ = *world_;
    *world_ = before_;
    cpu.Begin();
    EXPECT_EQ(Step(operation.run, world_.get(), a, b,
                   [&](uint64_t at, uint64_t *stack) { AbortHere(operation, a, b, at, stack); }),
              result_);
    EXPECT_EQ(Difference(after_), kNowhere) << operation.name;
  }

  bool is_silent_ = false;
  uint64_t points_ = 0, differences_ = 0, result_ = 0;
  std::unique_ptr<subject_world> world_;
  subject_world before_ = {}, after_ = {}, now_ = {};
  std::vector<uint64_t> journal_, stack_ = std::vector<uint64_t>(kStack / 8);
  std::minstd_rand random_{1};
};

TEST_F(Abort, AtEachInstructionIsUndoneAndMadeAgain) {
  for (const Operation &operation : kOperations)
    for (int round = 0; round < kRounds; round++) {
      MoveOn();
      AbortEverywhere(operation);
    }
  std::printf("%lu instructions aborted at, %lu differences\n", points_, differences_);
  EXPECT_GT(points_, 5000u);
  if (EXPECT_DEFECT)
    EXPECT_GT(differences_, 0u) << "a pass that does not log stores of two bytes goes unnoticed";
  else
    EXPECT_EQ(differences_, 0u);
}

}  // namespace
}  // namespace journal_test
