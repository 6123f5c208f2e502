// SPDX-License-Identifier: Apache-2.0
// second: the driver of the control line's port against a model of the chip: bursts out, bytes in, and no port at all.
#include <string>

#include "cells/control/line.h"
#include "cells/drivers/uart16550/chip.h"
#include "kernel/arch/arch.h"

extern "C" struct uart16550_state uart16550_second;

namespace {

class Second : public ChipTest<0x2f8> {
protected:
  void SetUp() override {
    ChipTest::SetUp();
    uart16550_second = {};
  }
  static uint32_t Put(const std::string &text) {
    return control_line_put(reinterpret_cast<const uint8_t *>(text.data()), static_cast<uint32_t>(text.size()));
  }
};

TEST_F(Second, SetsItsOwnLineUp) {
  ASSERT_EQ(control_line_start(Hear), OK);
  EXPECT_EQ(chip.divisor, 1);  // 115200 baud
  EXPECT_EQ(chip.line_control, 0x03);
  EXPECT_EQ(chip.fifo_control, 0x87);  // on, cleared, an interrupt for eight bytes
  EXPECT_EQ(chip.modem_control, 0x0b);
  EXPECT_EQ(chip.interrupt_enable, 0x05);
}

TEST_F(Second, FillsTheFifoAndNoMore) {
  std::string text = "0123456789abcdefghij";
  EXPECT_EQ(Put(text), 16u);
  EXPECT_EQ(Put(text.substr(16)), 4u);
  EXPECT_EQ(chip.sent, text);
  EXPECT_EQ(chip.lost, 0);
}

TEST_F(Second, SendsByteByByteWhereThereIsNoFifo) {
  chip.has_fifo = false;
  EXPECT_EQ(Put("ab"), 1u);
  EXPECT_EQ(Put("b"), 1u);
  EXPECT_EQ(chip.sent, "ab");
  EXPECT_EQ(chip.lost, 0);
}

TEST_F(Second, DoesNotWaitForABusyPort) {
  chip.busy_polls = 2;
  EXPECT_EQ(Put("a"), 1u);
  EXPECT_EQ(Put("b"), 0u);
  EXPECT_EQ(Put("b"), 0u);
  EXPECT_EQ(Put("b"), 1u);
  EXPECT_EQ(chip.sent, "ab");
  EXPECT_EQ(arch_host()->pauses, 0u);
}

TEST_F(Second, SendsWithInterruptsOffAndLeavesThemAsTheyWere) {
  static int with_interrupts_on;
  with_interrupts_on = 0;
  arch_host()->out = [](uint16_t port, uint32_t size, uint32_t value) {
    with_interrupts_on += arch_interrupts_are_on();
    ChipOut(port, size, value);
  };
  Put("a");
  with_interrupts_on = 0;  // setting the line up is for boot
  Put("bc");
  EXPECT_EQ(with_interrupts_on, 0);
  EXPECT_TRUE(arch_interrupts_are_on());
  (void)arch_interrupts_off();
  Put("d");
  EXPECT_FALSE(arch_interrupts_are_on());
}

TEST_F(Second, HandsOverReceivedBytesOnItsOwnInterrupt) {
  ASSERT_EQ(control_line_start(Hear), OK);
  chip.Arrive('a');
  chip.Arrive(0);
  want_choice = true;
  EXPECT_TRUE(interrupt_host_raise(3));
  EXPECT_EQ(heard, std::string("a\0", 2));
}

TEST_F(Second, CountsWhatThePortCouldNotKeepAlsoWhenSendingSawIt) {
  ASSERT_EQ(control_line_start(Hear), OK);
  chip.overrun = true;
  Put("x");
  chip.Arrive('b', 0x08);
  interrupt_host_raise(3);
  EXPECT_EQ(heard, "");
  EXPECT_EQ(control_line_lost(), 2u);
}

TEST_F(Second, AnAbsentPortIsUnsupportedAndTakesNothing) {
  chip.absent = true;
  EXPECT_EQ(control_line_start(Hear), UNSUPPORTED);
  EXPECT_EQ(Put("nobody hears"), 0u);
  EXPECT_EQ(control_line_lost(), 0u);
}

}  // namespace
