// SPDX-License-Identifier: Apache-2.0
// Tests of the local APIC with registers in a page and with model-specific ones. Both are the test's: memory, and kernel/arch's fake processor.
#include <utility>
#include <vector>

extern "C" {
#include "kernel/arch/host.h"
#include "platforms/qemu_x86_64/apic/local.h"
}

#include "gtest/gtest.h"

namespace {

constexpr uint32_t kBase = 0x1b, kDeadline = 0x6e0, kFirst = 0x800;
constexpr uint64_t kPhysical = 0xfee00000, kEnabled = 1 << 11, kWide = 1 << 10;
constexpr uint32_t kHasWide = 1 << 21, kHasDeadline = 1 << 24;
// Offsets in the page, as the manual has them.
constexpr uint32_t kId = 0x20, kPriority = 0x80, kEnd = 0xb0, kSpurious = 0xf0, kServed = 0x100, kCommand = 0x300,
                   kTarget = 0x310, kTimer = 0x320, kInput0 = 0x350, kInput1 = 0x360, kError = 0x370, kStart = 0x380,
                   kNow = 0x390, kDivide = 0x3e0, kSelf = 0x3f0;
constexpr uint8_t kVector = 56;
constexpr uint32_t kUntouched = 0x5a5a5a5a;

std::vector<std::pair<uint32_t, uint64_t>> written;  // model-specific registers, in order

class Local : public ::testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    written.clear();
    arch_host()->msr_set = [](uint32_t number, uint64_t value) { written.emplace_back(number, value); };
    arch_host_set_msr(kBase, kPhysical | kEnabled);
    for (uint32_t &word : page_)
      word = kUntouched;
    Set(kCommand, 0);
  }
  void Processor(uint32_t features) {
    arch_host_set_cpuid(1, 0, 0, 0, features, 0);
  }
  // As the driver does it.
  void Start(bool is_wide) {
    Processor(is_wide ? kHasWide : 0);
    EXPECT_EQ(local_choose(&local_), is_wide);
    if (!is_wide) local_.page = page_;
  }
  static struct local Wide() {
    struct local wide = {};
    wide.is_wide = true;
    return wide;
  }
  uint32_t At(uint32_t offset) const {
    return page_[offset / 4];
  }
  void Set(uint32_t offset, uint32_t value) {
    page_[offset / 4] = value;
  }
  static uint32_t Msr(uint32_t offset) {
    return kFirst + offset / 16;
  }
  using Writes = std::vector<std::pair<uint32_t, uint64_t>>;
  // What has been written since, but for the register that says the mode.
  static Writes Taken() {
    Writes taken;
    for (const auto &write : written)
      if (write.first != kBase) taken.push_back(write);
    written.clear();
    return taken;
  }

  struct local local_ = {};
  uint32_t page_[1024];
};

TEST_F(Local, IsInThePageWhereTheProcessorHasNothingElse) {
  Start(false);
  EXPECT_EQ(local_physical(), kPhysical);
  local_enable(&local_, kVector);
  EXPECT_EQ(written, (Writes{{kBase, kPhysical | kEnabled}}));
  for (uint32_t offset : {kTimer, kInput0, kInput1, kError})
    EXPECT_EQ(At(offset), 1u << 16) << offset;
  EXPECT_EQ(At(kPriority), 0u);
  EXPECT_EQ(At(kSpurious), 0x13fu);
}

TEST_F(Local, IsInModelSpecificRegistersWhereTheProcessorHasThem) {
  Start(true);
  local_enable(&local_, kVector);
  EXPECT_EQ(
      Taken(),
      (Writes{{0x832, 1 << 16}, {0x835, 1 << 16}, {0x836, 1 << 16}, {0x837, 1 << 16}, {0x808, 0}, {0x80f, 0x13f}}));
  EXPECT_EQ(arch_host()->msrs[0].value, kPhysical | kEnabled | kWide);
}

TEST_F(Local, LeavesNoModeByAWayThatFaults) {
  Start(true);
  // Off: x2APIC mode is reached through the other one only.
  arch_host_set_msr(kBase, kPhysical);
  local_enable(&local_, kVector);
  ASSERT_GE(written.size(), 2u);
  EXPECT_EQ(written[0], std::make_pair(kBase, kPhysical | kEnabled));
  EXPECT_EQ(written[1], std::make_pair(kBase, kPhysical | kEnabled | kWide));
  // In x2APIC mode already, as a firmware or an INIT has left it: the bit must stay.
  written.clear();
  local_enable(&local_, kVector);
  for (const auto &[number, value] : written)
    if (number == kBase) EXPECT_EQ(value, kPhysical | kEnabled | kWide);
}

TEST_F(Local, TouchesNothingBeforeThereIsOne) {
  EXPECT_EQ(local_self(&local_), 0u);
  EXPECT_EQ(local_command(&local_, 1, LOCAL_NMI), UNSUPPORTED);
  arch_host_set_msr(Msr(kServed), 1);
  local_renew(&local_);
  EXPECT_TRUE(written.empty());
}

TEST_F(Local, NumbersHaveEightBitsInThePageAndThirtyTwoInRegisters) {
  Start(false);
  Set(kId, 0x07123456);
  EXPECT_EQ(local_self(&local_), 7u);
  struct local wide = Wide();
  arch_host_set_msr(Msr(kId), 0x07123456);
  EXPECT_EQ(local_self(&wide), 0x07123456u);
}

TEST_F(Local, ACommandInThePageIsTargetAndThenCommand) {
  Start(false);
  EXPECT_EQ(local_command(&local_, 254, LOCAL_START | 9), OK);
  EXPECT_EQ(At(kTarget), 254u << 24);
  EXPECT_EQ(At(kCommand), 0x4609u);
  EXPECT_EQ(arch_host()->interrupts_on, 1u);
}

TEST_F(Local, ACommandThatIsNeverDeliveredKeepsTheNextOne) {
  Start(false);
  Set(kCommand, 1 << 12);
  EXPECT_EQ(local_command(&local_, 1, LOCAL_NMI), TIMED_OUT);
  EXPECT_EQ(At(kTarget), kUntouched);
  EXPECT_EQ(At(kCommand), 1u << 12);
  EXPECT_EQ(arch_host()->interrupts_on, 1u);
}

TEST_F(Local, ACommandInRegistersIsOneStore) {
  Start(true);
  EXPECT_EQ(local_command(&local_, 0x12345678, LOCAL_INIT), OK);
  EXPECT_EQ(local_command(&local_, 3, LOCAL_FIXED | 57), OK);
  EXPECT_EQ(local_command(&local_, 300, LOCAL_NMI), OK);
  EXPECT_EQ(written, (Writes{{0x830, 0x12345678'00004500}, {0x830, 0x3'00004039}, {0x830, 0x12c'00004400}}));
}

TEST_F(Local, NobodyIsAddressedThatWouldBeEverybody) {
  Start(false);
  EXPECT_EQ(local_command(&local_, 255, LOCAL_NMI), UNSUPPORTED);
  EXPECT_EQ(local_command(&local_, 300, LOCAL_NMI), UNSUPPORTED);
  EXPECT_EQ(At(kCommand), 0u);
  struct local wide = Wide();
  EXPECT_EQ(local_command(&wide, UINT32_MAX, LOCAL_NMI), UNSUPPORTED);
  EXPECT_EQ(local_command(&wide, 255, LOCAL_NMI), OK);
  EXPECT_EQ(written, (Writes{{0x830, 0xff'00004400}}));
}

TEST_F(Local, AnEndIsAZero) {
  Start(false);
  local_end(&local_);
  EXPECT_EQ(At(kEnd), 0u);
  struct local wide = Wide();
  local_end(&wide);
  EXPECT_EQ(written, (Writes{{0x80b, 0}}));
}

TEST_F(Local, WhatIsInServiceComesAgainTheHighestFirst) {
  Start(false);
  for (uint32_t word = 0; word < 8; word++)
    Set(kServed + 16 * word, 0);
  Set(kServed + 16, 1 << 2);
  local_renew(&local_);
  EXPECT_EQ(At(kEnd), 0u);
  EXPECT_EQ(At(kCommand), 0x44000u | 34);
  struct local wide = Wide();
  arch_host_set_msr(Msr(kServed) + 1, 1 << 24 | 1 << 2);
  arch_host_set_msr(Msr(kServed) + 7, UINT32_C(1) << 31);
  local_renew(&wide);
  EXPECT_EQ(written,
            (Writes{{0x80b, 0}, {Msr(kSelf), 255}, {0x80b, 0}, {Msr(kSelf), 56}, {0x80b, 0}, {Msr(kSelf), 34}}));
}

// A window of 500 cycles, of which each look at the counter takes all: 2,000 ticks until the second one.
TEST_F(Local, TheTimerIsMeasuredAndArmed) {
  Start(false);
  arch_host()->cycles_step = 500;
  Set(kNow, UINT32_MAX - 2000);
  ASSERT_EQ(local_timer(&local_, 4096000), OK);
  EXPECT_EQ(At(kStart), UINT32_MAX);
  EXPECT_EQ(local_.ticks_a_cycle, UINT64_C(2) << 32);  // 2,000 in 1,000 cycles
  EXPECT_FALSE(local_.has_deadline);
  local_enable(&local_, kVector);
  EXPECT_EQ(At(kTimer), uint32_t{kVector});
  EXPECT_EQ(At(kDivide), 3u);
  arch_host()->cycles_step = 0;
  local_timer_set(&local_, arch_host()->cycles + 100);
  EXPECT_EQ(At(kStart), 201u);
  local_timer_stop(&local_);
  EXPECT_EQ(At(kStart), 0u);
  EXPECT_TRUE(Taken().empty());
}

TEST_F(Local, TheTimerInRegistersIsTheSame) {
  Start(true);
  arch_host()->cycles_step = 500;
  arch_host_set_msr(Msr(kNow), UINT32_MAX - 2000);
  ASSERT_EQ(local_timer(&local_, 4096000), OK);
  EXPECT_EQ(Taken(), (Writes{{Msr(kDivide), 3}, {Msr(kTimer), 1 << 16}, {Msr(kStart), UINT32_MAX}}));
  local_timer_join(&local_, kVector);
  arch_host()->cycles_step = 0;
  local_timer_set(&local_, arch_host()->cycles + 100);
  local_timer_stop(&local_);
  EXPECT_EQ(Taken(), (Writes{{Msr(kDivide), 3}, {Msr(kTimer), kVector}, {Msr(kStart), 201}, {Msr(kStart), 0}}));
}

TEST_F(Local, ATimerThatStandsStillIsNone) {
  Start(false);
  arch_host()->cycles_step = 500;
  Set(kNow, UINT32_MAX);
  EXPECT_EQ(local_timer(&local_, 4096000), UNSUPPORTED);
  EXPECT_EQ(local_.cycles_hertz, 0u);
}

TEST_F(Local, ADeadlineIsItsOwnRegisterInBothModes) {
  for (bool is_wide : {false, true}) {
    Processor(kHasDeadline | (is_wide ? kHasWide : 0));
    local_ = {};
    ASSERT_EQ(local_choose(&local_), is_wide);
    if (!is_wide) local_.page = page_;
    ASSERT_EQ(local_timer(&local_, 1000000), OK);
    local_timer_join(&local_, kVector);
    EXPECT_EQ(is_wide ? arch_host()->msrs[arch_host()->msr_count - 1].value : At(kTimer), 1u << 18 | kVector);
    written.clear();
    local_timer_set(&local_, arch_host()->cycles + 700);
    local_timer_set(&local_, UINT64_MAX / 2);  // no further than four seconds
    local_timer_stop(&local_);
    EXPECT_EQ(
        written,
        (Writes{{kDeadline, arch_host()->cycles + 700}, {kDeadline, arch_host()->cycles + 4000000}, {kDeadline, 0}}));
  }
}

}  // namespace
