// SPDX-License-Identifier: Apache-2.0
// journal_range, and what a journal that is full does.
#include <array>
#include <csignal>
#include <cstdlib>

#include "tools/journal/testing/cpu.h"
#include "tools/journal/testing/undo.h"
#include "gtest/gtest.h"

extern "C" void journal_range(const void *address, uint64_t length);

namespace journal_test {
namespace {

TEST(Range, HoldsTheOldBytesOfAnyLength) {
  Cpu &cpu = TheCpu();
  std::array<uint8_t, 600> bytes;
  for (size_t i = 0; i < bytes.size(); i++)
    bytes[i] = static_cast<uint8_t>(i * 7 + 1);
  const auto before = bytes;
  for (uint64_t length = 1; length < 500; length++) {
    cpu.Begin();
    journal_range(&bytes[length % 13], length);
    ASSERT_EQ(static_cast<uint64_t>(cpu.Cursor() - cpu.journal), (length + 7) / 8 + 2);
    bytes.fill(0);
    auto lost = bytes;
    Undo(cpu.journal, cpu.Cursor());
    for (size_t i = 0; i < bytes.size(); i++)
      ASSERT_EQ(bytes[i], i >= length % 13 && i < length % 13 + length ? before[i] : lost[i]) << length << " " << i;
    bytes = before;
  }
}

TEST(Range, OfNothingIsNoRecord) {
  Cpu &cpu = TheCpu();
  cpu.Begin();
  journal_range(&cpu, 0);
  EXPECT_EQ(cpu.Cursor(), cpu.journal);
}

uint64_t *cursor_before;

// The guard was touched first, and the cursor has not moved.
void OnFault(int, siginfo_t *info, void *) {
  Cpu &cpu = TheCpu();
  bool is_first = info->si_addr == reinterpret_cast<char *>(cpu.journal) + kJournalSize;
  std::_Exit(is_first && cpu.Cursor() == cursor_before ? 42 : 1);
}

void Overflow(uint64_t used, uint64_t length) {
  static uint8_t bytes[4 * kJournalSize];
  Cpu &cpu = TheCpu();
  struct sigaction action = {};
  action.sa_sigaction = OnFault;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  cpu.Cursor() = cursor_before = cpu.journal + used / 8;
  journal_range(bytes, length);
  std::_Exit(0);
}

TEST(Range, ThatDoesNotFitFaultsAtTheGuardWithTheCursorWhereItWas) {
  EXPECT_EXIT(Overflow(0, 2 * kJournalSize), testing::ExitedWithCode(42), "");
  EXPECT_EXIT(Overflow(0, kJournalSize), testing::ExitedWithCode(42), "");
  EXPECT_EXIT(Overflow(kJournalSize - 24, 8 + 1), testing::ExitedWithCode(42), "");
  EXPECT_EXIT(Overflow(kJournalSize - 24, 8), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace journal_test
