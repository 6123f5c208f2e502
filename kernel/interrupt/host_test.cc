// SPDX-License-Identifier: Apache-2.0
#include "kernel/interrupt/host.h"

#include <gtest/gtest.h>

#include "kernel/interrupt/interrupt.h"

namespace {

int calls;
bool on_line() {
  calls++;
  return true;
}
bool on_tick() {
  calls += 10;
  return false;
}

class InterruptHost : public ::testing::Test {
protected:
  void SetUp() override {
    interrupt_host_reset();
    calls = 0;
  }
};

TEST_F(InterruptHost, BringsAnInterruptToItsHandlerAndBackItsAnswer) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  EXPECT_TRUE(interrupt_host_raise(4));
  ASSERT_EQ(interrupt_timer(1000000, on_tick), OK);
  EXPECT_EQ(interrupt_host_alarm(), 0u);
  interrupt_alarm(77);
  EXPECT_EQ(interrupt_host_alarm(), 77u);
  EXPECT_FALSE(interrupt_host_tick());
  EXPECT_EQ(calls, 11);
  EXPECT_EQ(interrupt_host_alarm(), UINT64_MAX);  // it comes one time
  EXPECT_TRUE(interrupt_timer_works());
}

TEST_F(InterruptHost, HasOneOwnerForALine) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  EXPECT_EQ(interrupt_route(4, "thief", on_tick), EXISTS);
  EXPECT_EQ(interrupt_route(INTERRUPT_LINES, "beyond", on_line), OUT_OF_RANGE);
  EXPECT_EQ(interrupt_route(5, "nothing", nullptr), INVALID);
  EXPECT_EQ(interrupt_route(5, nullptr, on_line), INVALID);
  EXPECT_EQ(interrupt_timer(999999, on_tick), OUT_OF_RANGE);
  EXPECT_EQ(interrupt_timer(1000000, nullptr), INVALID);
  EXPECT_FALSE(interrupt_timer_works());
  EXPECT_EQ(interrupt_host_alarm(), UINT64_MAX);
}

TEST_F(InterruptHost, GivesALineBack) {
  ASSERT_EQ(interrupt_route(4, "serial", on_line), OK);
  interrupt_release(4);
  interrupt_release(4);
  interrupt_release(INTERRUPT_LINES);
  EXPECT_FALSE(interrupt_host_raise(4));
  EXPECT_EQ(calls, 0);
  ASSERT_EQ(interrupt_route(4, "other", on_line), OK);
}

TEST_F(InterruptHost, CountsWhatNobodyAskedFor) {
  EXPECT_FALSE(interrupt_host_raise(7));
  EXPECT_FALSE(interrupt_host_raise(1000));
  EXPECT_FALSE(interrupt_host_tick());
  EXPECT_EQ(interrupt_host_unexpected(), 3u);
}

TEST_F(InterruptHost, TellsEachLineThatIsRouted) {
  struct interrupt_info info;
  EXPECT_EQ(interrupt_info(0, &info), OUT_OF_RANGE);
  ASSERT_EQ(interrupt_route(9, "disk", on_line), OK);
  ASSERT_EQ(interrupt_route(4, "a name that is too long", on_line), OK);
  interrupt_host_raise(9);
  ASSERT_EQ(interrupt_info(0, &info), OK);
  EXPECT_STREQ(info.name, "a name that is ");
  EXPECT_EQ(info.line, 4u);
  ASSERT_EQ(interrupt_info(1, &info), OK);
  EXPECT_STREQ(info.name, "disk");
  EXPECT_EQ(info.count, 1u);
  EXPECT_EQ(interrupt_info(2, &info), OUT_OF_RANGE);
}

}  // namespace
