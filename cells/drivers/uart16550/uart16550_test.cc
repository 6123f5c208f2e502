// SPDX-License-Identifier: Apache-2.0
// uart16550: the driver of the console's port against a model of the chip.
#include <string>

#include "cells/drivers/uart16550/chip.h"
#include "kernel/console/device.h"

extern "C" struct uart16550_state uart16550;

namespace {

class Uart16550 : public ChipTest<0x3f8> {
protected:
  void SetUp() override {
    ChipTest::SetUp();
    uart16550 = {};
  }
  static void Send(const std::string &text) {
    for (char c : text)
      device_put_now(static_cast<uint8_t>(c));
  }
};

TEST_F(Uart16550, SetsTheLineUpBeforeTheFirstByte) {
  device_put_now('x');
  EXPECT_EQ(chip.sent, "x");
  EXPECT_EQ(chip.divisor, 1);  // 115200 baud
  EXPECT_EQ(chip.line_control, 0x03);
  EXPECT_EQ(chip.fifo_control, 0x07);  // on, cleared, an interrupt for each byte
  EXPECT_EQ(chip.modem_control, 0x0b);
  EXPECT_EQ(chip.interrupt_enable, 0);
}

TEST_F(Uart16550, WaitsUntilTheChipTakesEachByte) {
  chip.busy_polls = 20;
  Send("hello");
  EXPECT_EQ(chip.sent, "hello");
  EXPECT_GE(arch_host()->pauses, 4u * 19u);
}

TEST_F(Uart16550, AStuckChipCostsBytesAndNotTheSystem) {
  chip.stuck = true;
  Send("lost");
  EXPECT_EQ(chip.sent, "");
  chip.stuck = false;
  Send("goes on");
  EXPECT_EQ(chip.sent, "goes on");
}

TEST_F(Uart16550, AnAbsentChipIsUnsupportedAndTakesOutputInSilence) {
  chip.absent = true;
  Send("nobody hears");
  EXPECT_EQ(device_start(Hear), UNSUPPORTED);
  EXPECT_EQ(device_lost(), 0u);
}

TEST_F(Uart16550, APortThatVanishesReportsNoErrorsOfItsOwn) {
  ASSERT_EQ(device_start(Hear), OK);
  chip.absent = true;  // every read gives all ones, the error bits among them
  Send("nobody hears");
  EXPECT_FALSE(interrupt_host_raise(4));
  EXPECT_EQ(device_lost(), 0u);
  EXPECT_EQ(heard, "");
}

TEST_F(Uart16550, HandsOverReceivedBytesOnInterrupt) {
  ASSERT_EQ(device_start(Hear), OK);
  chip.Arrive('a');
  chip.Arrive('b');
  EXPECT_FALSE(interrupt_host_raise(4));
  chip.Arrive('c');
  want_choice = true;
  EXPECT_TRUE(interrupt_host_raise(4));
  EXPECT_EQ(heard, "abc");
}

TEST_F(Uart16550, HandsOverWhatCameBeforeTheStart) {
  device_put_now('x');
  chip.Arrive('e');
  ASSERT_EQ(device_start(Hear), OK);
  EXPECT_EQ(heard, "e");
}

TEST_F(Uart16550, KeepsTheByteThatCameBeforeItWasSetUp) {
  chip.Arrive('e');
  device_put_now('x');
  chip.Arrive('f');
  ASSERT_EQ(device_start(Hear), OK);
  EXPECT_EQ(heard, "ef");
}

TEST_F(Uart16550, CountsOverrunsAlsoWhenSendingSawThem) {
  ASSERT_EQ(device_start(Hear), OK);
  for (int i = 0; i < 20; i++)
    chip.Arrive('r');
  interrupt_host_raise(4);
  EXPECT_EQ(heard.size(), 16u);
  EXPECT_EQ(device_lost(), 1u);
  chip.overrun = true;
  device_put_now('x');  // reads the line status, and so clears the bit
  EXPECT_EQ(device_lost(), 2u);
}

TEST_F(Uart16550, DropsAndCountsADamagedByteAlsoWhenSendingSawIt) {
  ASSERT_EQ(device_start(Hear), OK);
  chip.Arrive('b', 0x04);
  chip.Arrive('g');
  interrupt_host_raise(4);
  EXPECT_EQ(heard, "g");
  chip.Arrive(0, 0x10);  // a break
  device_put_now('x');
  chip.Arrive('h');
  interrupt_host_raise(4);
  EXPECT_EQ(heard, "gh");
  EXPECT_EQ(device_lost(), 2u);
}

TEST_F(Uart16550, AChipThatAlwaysClaimsAnInterruptIsLeftAlone) {
  ASSERT_EQ(device_start(Hear), OK);
  chip.always_claims = true;
  EXPECT_FALSE(interrupt_host_raise(4));
}

// The handler's transaction is undone: what it did with the bytes is gone, the bytes are not.
TEST_F(Uart16550, KeepsTheBytesOfAnInterruptThatIsUndone) {
  ASSERT_EQ(device_start(Hear), OK);
  uint32_t handed = uart16550.handed;
  chip.Arrive('a');
  chip.Arrive('b');
  interrupt_host_raise(4);
  EXPECT_EQ(heard, "ab");
  heard.clear();
  uart16550.handed = handed;  // as undo does
  chip.Arrive('c');
  interrupt_host_raise(4);
  EXPECT_EQ(heard, "abc");
}

TEST_F(Uart16550, HandsOverMoreThanItsRingHolds) {
  ASSERT_EQ(device_start(Hear), OK);
  std::string all;
  for (int i = 0; i < UART_RING + 10; i++)
    all += static_cast<char>('a' + i % 26);
  for (char c : all)
    chip.fifo.push_back({static_cast<uint8_t>(c), 0});
  interrupt_host_raise(4);
  EXPECT_EQ(heard, all);
}

TEST_F(Uart16550, TellsWhenTheLineIsTaken) {
  ASSERT_EQ(interrupt_route(4, "other", [] { return false; }), OK);
  EXPECT_EQ(device_start(Hear), EXISTS);
}

}  // namespace
