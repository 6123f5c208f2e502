// SPDX-License-Identifier: Apache-2.0
// Tests of the fake processor that all other unit tests stand on.
#include "kernel/arch/host.h"

#include <stdexcept>

#include "kernel/arch/arch.h"
#include "gtest/gtest.h"

namespace {

class ArchHost : public ::testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
  }
};

TEST_F(ArchHost, RestoresInterruptsAsTheyWere) {
  EXPECT_TRUE(arch_interrupts_are_on());
  uint64_t outer = arch_interrupts_off();
  uint64_t inner = arch_interrupts_off();
  EXPECT_FALSE(arch_interrupts_are_on());
  arch_interrupts_restore(inner);
  EXPECT_FALSE(arch_interrupts_are_on());
  arch_interrupts_restore(outer);
  EXPECT_TRUE(arch_interrupts_are_on());
}

TEST_F(ArchHost, TellsWhenInterruptsComeOnAgain) {
  static int times;
  times = 0;
  arch_host()->let_in = [] { times++; };
  uint64_t outer = arch_interrupts_off(), inner = arch_interrupts_off();
  arch_interrupts_restore(inner);
  EXPECT_EQ(times, 0);
  arch_interrupts_restore(outer);
  EXPECT_EQ(times, 1);
}

TEST_F(ArchHost, WriteWindowsNestAndKeepInterruptsOff) {
  uint64_t outer = arch_write_window_open();
  uint64_t inner = arch_write_window_open();
  EXPECT_EQ(arch_host()->windows, 2u);
  arch_write_window_close(inner);
  EXPECT_FALSE(arch_interrupts_are_on());
  arch_write_window_close(outer);
  EXPECT_TRUE(arch_interrupts_are_on());
  EXPECT_EQ(arch_host()->windows, 0u);
  EXPECT_EQ(arch_host()->windows_opened, 2u);
  EXPECT_DEATH(arch_write_window_close(0), "nobody opened");
}

TEST_F(ArchHost, AnswersPortsFromTheTableAndAbsentOnesWithOnes) {
  EXPECT_EQ(arch_in8(0x3fd), 0xff);
  EXPECT_EQ(arch_in16(0x3fd), 0xffff);
  EXPECT_EQ(arch_in32(0x3fd), 0xffffffff);
  arch_host_set_port(0x3fd, 0x12345678);
  arch_host_set_port(0x3fe, 1);
  arch_host_set_port(0x3fd, 0x12345660);
  EXPECT_EQ(arch_in8(0x3fd), 0x60);
  EXPECT_EQ(arch_in16(0x3fd), 0x5660);
  EXPECT_EQ(arch_in32(0x3fd), 0x12345660u);
}

TEST_F(ArchHost, RecordsWhatIsWrittenToPorts) {
  arch_out8(1, 2);
  arch_out16(3, 0x405);
  arch_out32(6, 0x7080900);
  ASSERT_EQ(arch_host()->out_count, 3u);
  EXPECT_EQ(arch_host()->outs[0].bytes, 1);
  EXPECT_EQ(arch_host()->outs[1].value, 0x405u);
  EXPECT_EQ(arch_host()->outs[2].port, 6);
  for (int i = 0; i < ARCH_HOST_OUTS; i++)
    arch_out8(9, 9);
  EXPECT_EQ(arch_host()->outs[2].port, 9);
}

TEST_F(ArchHost, LetsADeviceModelAnswer) {
  static uint32_t last;
  arch_host()->in = [](uint16_t port, uint32_t bytes) { return port + bytes; };
  arch_host()->out = [](uint16_t, uint32_t, uint32_t value) { last = value; };
  EXPECT_EQ(arch_in16(100), 102);
  arch_out8(100, 42);
  EXPECT_EQ(last, 42u);
}

TEST_F(ArchHost, KeepsModelSpecificRegistersAndAnswersCpuid) {
  EXPECT_EQ(arch_msr(0x1b), 0u);
  arch_msr_set(0x1b, 0xfee00800);
  EXPECT_EQ(arch_msr(0x1b), 0xfee00800u);
  arch_host_set_cpuid(7, 0, 1, 2, 3, 4);
  uint32_t registers[4] = {9, 9, 9, 9};
  arch_cpuid(7, 0, registers);
  EXPECT_EQ(registers[3], 4u);
  arch_cpuid(7, 1, registers);
  EXPECT_EQ(registers[3], 0u);
}

TEST_F(ArchHost, CountsCyclesAsTheTestSays) {
  arch_host()->cycles = 1000;
  arch_host()->cycles_step = 10;
  EXPECT_EQ(arch_cycles(), 1000u);
  EXPECT_EQ(arch_cycles(), 1010u);
}

TEST_F(ArchHost, StoppingEndsTheTestOrGoesWhereItSays) {
  EXPECT_DEATH(arch_stop(), "stopped");
  arch_host()->stop = [] { throw std::runtime_error("stopped"); };
  EXPECT_THROW(arch_stop(), std::runtime_error);
  EXPECT_FALSE(arch_interrupts_are_on());
}

TEST_F(ArchHost, ResetKeepsTheMemoryThatOutlivesATest) {
  static uint64_t dropped;
  arch_host()->page_root = 0x5000;
  arch_host()->tlb_drop = [](uint64_t address) { dropped = address; };
  arch_host_set_port(1, 1);
  arch_host_reset();
  EXPECT_EQ(arch_in8(1), 0xff);
  EXPECT_EQ(arch_page_root(), 0x5000u);
  arch_tlb_drop(7);
  EXPECT_EQ(dropped, 7u);
  arch_tlb_drop_all();
  EXPECT_EQ(dropped, UINT64_MAX);
}

}  // namespace
