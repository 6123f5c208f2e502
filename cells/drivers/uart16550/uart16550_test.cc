// SPDX-License-Identifier: Apache-2.0
// uart16550: the driver against a model of the chip (PC16550D datasheet), with its FIFO, latch and error bits.
#include <deque>
#include <string>

#include "cells/drivers/uart16550/state.h"
#include "kernel/arch/host.h"
#include "kernel/console/device.h"
#include "kernel/interrupt/host.h"
#include "kernel/interrupt/interrupt.h"
#include "gtest/gtest.h"

extern "C" struct uart16550_state uart16550;

namespace {

struct Received {
  uint8_t byte;
  uint8_t errors;  // line status bits 2 to 4
};

struct Chip {
  bool absent = false;
  uint8_t scratch = 0, line_control = 0, interrupt_enable = 0, fifo_control = 0, modem_control = 0;
  uint16_t divisor = 0;
  bool overrun = false;
  int busy_polls = 0;  // how often "cannot send" is answered before each byte goes
  int polls_left = 0;
  bool stuck = false;
  bool always_claims = false;  // a broken chip: an interrupt cause that nothing clears
  std::deque<Received> fifo;
  std::string sent;

  void Arrive(uint8_t byte, uint8_t errors = 0) {
    if (modem_control & 0x10) return;  // loopback: the line is cut off
    if (fifo.size() == 16)
      overrun = true;
    else
      fifo.push_back({byte, errors});
  }
  uint8_t LineStatus() {
    uint8_t status = 0;
    if (!fifo.empty()) {
      status |= 1 | fifo.front().errors;
      fifo.front().errors = 0;  // reading clears them (8.4)
    }
    if (overrun) status |= 2;
    overrun = false;
    if (!stuck && polls_left-- <= 0) status |= 0x60;
    return status;
  }
  uint8_t Data() {
    if (fifo.empty()) return 0;
    uint8_t byte = fifo.front().byte;
    fifo.pop_front();
    return byte;
  }
  uint8_t Cause() const {
    bool pending = (interrupt_enable & 1) != 0 && !fifo.empty();
    return always_claims || pending ? 0xc4 : 0xc1;
  }
} chip;

uint32_t In(uint16_t port, uint32_t) {
  if (chip.absent) return 0xff;
  switch (port) {
  case 0x3f8: return chip.line_control & 0x80 ? chip.divisor & 0xff : chip.Data();
  case 0x3f9: return chip.line_control & 0x80 ? chip.divisor >> 8 : chip.interrupt_enable;
  case 0x3fa: return chip.Cause();
  case 0x3fb: return chip.line_control;
  case 0x3fd: return chip.LineStatus();
  case 0x3ff: return chip.scratch;
  default: return 0;
  }
}

void Out(uint16_t port, uint32_t, uint32_t value) {
  if (chip.absent) return;
  uint8_t byte = static_cast<uint8_t>(value);
  bool latch = chip.line_control & 0x80;
  switch (port) {
  case 0x3f8:
    if (latch) {
      chip.divisor = static_cast<uint16_t>((chip.divisor & 0xff00) | byte);
    } else {
      chip.sent += static_cast<char>(byte);
      chip.polls_left = chip.busy_polls;
    }
    break;
  case 0x3f9:
    if (latch)
      chip.divisor = static_cast<uint16_t>((chip.divisor & 0xff) | byte << 8);
    else
      chip.interrupt_enable = byte;
    break;
  case 0x3fa:
    if (byte & 0x02) chip.fifo.clear();
    chip.fifo_control = byte;
    break;
  case 0x3fb: chip.line_control = byte; break;
  case 0x3fc: chip.modem_control = byte; break;
  case 0x3ff: chip.scratch = byte; break;
  default: ADD_FAILURE() << "wrote to port " << port;
  }
}

std::string heard;
bool want_choice;

bool Hear(uint8_t byte) {
  heard += static_cast<char>(byte);
  return want_choice;
}

class Uart16550 : public testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    interrupt_host_reset();
    uart16550 = {};
    chip = Chip();
    heard.clear();
    want_choice = false;
    arch_host()->in = In;
    arch_host()->out = Out;
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
  EXPECT_EQ(chip.fifo_control & 0x01, 1);
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

TEST_F(Uart16550, TellsWhenTheLineIsTaken) {
  ASSERT_EQ(interrupt_route(4, "other", [] { return false; }), OK);
  EXPECT_EQ(device_start(Hear), EXISTS);
}

}  // namespace
