// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string>
#include <vector>

#include "kernel/frames/frames.h"
#include "kernel/interrupt/controller/host.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/ledger/ledger_host.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "gtest/gtest.h"

extern "C" const struct cell_lifecycle interrupt_lifecycle;

namespace {

constexpr uint64_t kRam = 16 << 20;
constexpr uint32_t kSerial = CONTROLLER_FIRST + 4;

int calls;
bool on_line() {
  calls++;
  return true;
}
bool on_tick() {
  calls += 10;
  return false;
}

bool on_alarm() {
  interrupt_alarm(77);
  return false;
}

class Lines : public ::testing::Test {
protected:
  void SetUp() override {
    static char *ram = static_cast<char *>(std::aligned_alloc(4096, kRam));
    static std::vector<uint64_t> table(frames_table_bytes(0, kRam) / 8 + 1);
    ASSERT_EQ(frames_start(0, kRam, table.data()), OK);
    frames_set_direct(reinterpret_cast<uint64_t>(ram));
    ASSERT_EQ(frames_add(0, kRam), OK);
    ledger_host_forget();
    *controller_host_now() = {};
    controller_host_now()->lines = INTERRUPT_LINES;
    nucleus_host_reset();
    ASSERT_EQ(interrupt_lifecycle.init(), OK);
    calls = 0;
  }
  void TearDown() override {
    frames_fail_after(0);
    for (uint32_t line = 0; line < INTERRUPT_LINES; line++)
      interrupt_release(line);
    EXPECT_EQ(controller_host_now()->open, 0u);
  }
  static bool Come(uint32_t vector) {
    struct nucleus_frame frame = {};
    frame.vector = vector;
    return nucleus_cpu()->upcalls.interrupt(&frame);
  }
  static uint64_t Count(const std::string &name) {
    struct interrupt_info info;
    for (uint32_t i = 0; interrupt_info(i, &info) == OK; i++)
      if (info.name == name) return info.count;
    ADD_FAILURE() << "no row " << name;
    return 0;
  }
};

TEST_F(Lines, BringsAnInterruptToItsHandlerAndBackItsAnswer) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  EXPECT_EQ(controller_host_now()->open, 1u << 4);
  EXPECT_TRUE(Come(kSerial));
  ASSERT_EQ(interrupt_timer(1000000, on_tick), OK);
  EXPECT_EQ(controller_host_now()->hertz, 1000000u);
  EXPECT_EQ(controller_host_now()->alarm, 0u);
  EXPECT_TRUE(interrupt_timer_works());
  EXPECT_FALSE(Come(CONTROLLER_TIMER));
  EXPECT_EQ(calls, 11);
  EXPECT_EQ(Count("serial"), 1u);
  EXPECT_EQ(Count("timer"), 1u);
  EXPECT_EQ(controller_host_now()->ended, 2u);
}

TEST_F(Lines, HasOneOwnerForALine) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  EXPECT_EQ(interrupt_route(4, "thief", on_tick), EXISTS);
  EXPECT_TRUE(Come(kSerial));
  EXPECT_EQ(calls, 1);
}

TEST_F(Lines, RefusesWhatCannotBe) {
  EXPECT_EQ(interrupt_route(INTERRUPT_LINES, "beyond", on_line), OUT_OF_RANGE);
  EXPECT_EQ(interrupt_route(5, "nothing", nullptr), INVALID);
  EXPECT_EQ(interrupt_route(5, nullptr, on_line), INVALID);
  EXPECT_EQ(interrupt_timer(999999, on_tick), OUT_OF_RANGE);
  EXPECT_EQ(interrupt_timer(1000000, nullptr), INVALID);
  controller_host_now()->lines = 16;
  EXPECT_EQ(interrupt_route(16, "beyond", on_line), OUT_OF_RANGE);
  controller_host_now()->lines = 0;
  EXPECT_EQ(interrupt_route(4, "serial", on_line), UNSUPPORTED);
  EXPECT_EQ(interrupt_timer(1000000, on_tick), UNSUPPORTED);
}

TEST_F(Lines, KeepsTheTimerThatRunsWhenAnotherCannotBe) {
  ASSERT_EQ(interrupt_timer(1000000, on_tick), OK);
  controller_host_now()->stands_still = true;
  EXPECT_EQ(interrupt_timer(2000000, on_line), UNSUPPORTED);
  EXPECT_TRUE(interrupt_timer_works());
  Come(CONTROLLER_TIMER);
  EXPECT_EQ(calls, 10);
}

// A handler that is given up arms nothing, and the next one comes all the same.
TEST_F(Lines, ArmsTheTimerBeforeItsHandlerRunsWhichMayArmItForAnotherMoment) {
  ASSERT_EQ(interrupt_timer(1000000, on_tick), OK);
  Come(CONTROLLER_TIMER);
  EXPECT_EQ(controller_host_now()->alarm, CONTROLLER_HOST_SOON);
  ASSERT_EQ(interrupt_timer(1000000, on_alarm), OK);
  Come(CONTROLLER_TIMER);
  EXPECT_EQ(controller_host_now()->alarm, 77u);
}

TEST_F(Lines, GivesALineBack) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  interrupt_release(4);
  EXPECT_EQ(controller_host_now()->open, 0u);
  interrupt_release(4);
  interrupt_release(INTERRUPT_LINES);
  EXPECT_FALSE(Come(kSerial));
  EXPECT_EQ(calls, 0);
  ASSERT_EQ(interrupt_route(4, "other", on_line), OK);
}

TEST_F(Lines, EntersALineIntoTheLedger) {
  struct ledger_statistics before, after;
  ASSERT_EQ(interrupt_route(5, "first", on_line), OK);  // the node of its owner is there now
  ledger_statistics(&before);
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  ledger_statistics(&after);
  EXPECT_EQ(after.entries, before.entries + 1);
  interrupt_release(4);
  ledger_statistics(&after);
  EXPECT_EQ(after.entries, before.entries);
}

TEST_F(Lines, LeavesALineFreeThatTheLedgerHasNoRoomFor) {
  frames_fail_after(1);
  EXPECT_EQ(interrupt_route(4, "serial", on_line), NO_MEMORY);
  frames_fail_after(0);
  EXPECT_EQ(controller_host_now()->open, 0u);
  EXPECT_FALSE(Come(kSerial));
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
}

TEST_F(Lines, CountsWhatNobodyAskedFor) {
  uint64_t unexpected = Count("unexpected"), spurious = Count("spurious");
  EXPECT_FALSE(Come(kSerial));
  EXPECT_FALSE(Come(CONTROLLER_TIMER + 1));
  EXPECT_FALSE(Come(255));
  EXPECT_FALSE(Come(CONTROLLER_HOST_SPURIOUS));
  EXPECT_EQ(Count("unexpected"), unexpected + 3);
  EXPECT_EQ(Count("spurious"), spurious + 1);
}

TEST_F(Lines, SignalsGoToWhoeverListensAndAreNotCounted) {
  static int signals;
  signals = 0;
  interrupt_on_signal([] { return signals++ == 0; });
  uint64_t unexpected = Count("unexpected");
  EXPECT_TRUE(Come(CONTROLLER_SIGNAL));
  EXPECT_FALSE(Come(CONTROLLER_SIGNAL));
  interrupt_on_signal(nullptr);
  EXPECT_EQ(Count("unexpected"), unexpected);
  EXPECT_FALSE(Come(CONTROLLER_SIGNAL));
  EXPECT_EQ(signals, 2);
  EXPECT_EQ(Count("unexpected"), unexpected + 1);
}

TEST_F(Lines, HasTheControllerRenewWhatWasTaken) {
  interrupt_renew();
  EXPECT_EQ(controller_host_now()->renewed, 1u);
}

}  // namespace
