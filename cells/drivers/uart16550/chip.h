// SPDX-License-Identifier: Apache-2.0
// chip: a model of the 16550A (PC16550D datasheet) with its FIFOs, latch and error bits, at any port; and a fixture in
// which it is the only device.
#pragma once
#include <deque>
#include <string>

#include "cells/drivers/uart16550/state.h"
#include "kernel/arch/host.h"
#include "kernel/interrupt/host.h"
#include "kernel/interrupt/interrupt.h"
#include "gtest/gtest.h"

struct ReceivedByte {
  uint8_t byte;
  uint8_t errors;  // line status bits 2 to 4
};

struct Chip {
  uint16_t base = 0;
  bool absent = false;
  bool has_fifo = true;
  uint8_t scratch = 0, line_control = 0, interrupt_enable = 0, fifo_control = 0, modem_control = 0;
  uint16_t divisor = 0;
  bool overrun = false;
  int busy_polls = 0;  // how often "cannot send" is answered before each byte goes
  int polls_left = 0;
  int room = 0;  // bytes that may be sent since "can send" was answered last; one too many is lost
  int lost = 0;
  bool stuck = false;
  bool always_claims = false;  // a broken chip: an interrupt cause that nothing clears
  std::deque<ReceivedByte> fifo;
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
    if (stuck || polls_left-- > 0) return status;
    room = has_fifo && (fifo_control & 1) ? 16 : 1;
    return status | 0x60;
  }
  uint8_t Data() {
    if (fifo.empty()) return 0;
    uint8_t byte = fifo.front().byte;
    fifo.pop_front();
    return byte;
  }
  void Send(uint8_t byte) {
    polls_left = busy_polls;
    if (room == 0)
      lost++;
    else
      sent += static_cast<char>(byte);
    room -= room > 0;
  }
  uint8_t Cause() const {
    bool pending = (interrupt_enable & 1) != 0 && !fifo.empty();
    return static_cast<uint8_t>((has_fifo ? 0xc0 : 0) | (always_claims || pending ? 0x04 : 0x01));
  }
};

inline Chip chip;

inline uint32_t ChipIn(uint16_t port, uint32_t) {
  if (chip.absent) return 0xff;
  switch (port - chip.base) {
  case 0: return chip.line_control & 0x80 ? chip.divisor & 0xff : chip.Data();
  case 1: return chip.line_control & 0x80 ? chip.divisor >> 8 : chip.interrupt_enable;
  case 2: return chip.Cause();
  case 3: return chip.line_control;
  case 5: return chip.LineStatus();
  case 7: return chip.scratch;
  default: return 0;
  }
}

inline void ChipOut(uint16_t port, uint32_t, uint32_t value) {
  if (chip.absent) return;
  uint8_t byte = static_cast<uint8_t>(value);
  bool latch = chip.line_control & 0x80;
  switch (port - chip.base) {
  case 0:
    if (latch)
      chip.divisor = static_cast<uint16_t>((chip.divisor & 0xff00) | byte);
    else
      chip.Send(byte);
    break;
  case 1:
    if (latch)
      chip.divisor = static_cast<uint16_t>((chip.divisor & 0xff) | byte << 8);
    else
      chip.interrupt_enable = byte;
    break;
  case 2:
    if (byte & 0x02) chip.fifo.clear();
    chip.fifo_control = byte;
    break;
  case 3: chip.line_control = byte; break;
  case 4: chip.modem_control = byte; break;
  case 7: chip.scratch = byte; break;
  default: ADD_FAILURE() << "wrote to port " << port;
  }
}

// What the driver handed over.
inline std::string heard;
inline bool want_choice;

inline bool Hear(uint8_t byte) {
  heard += static_cast<char>(byte);
  return want_choice;
}

template <uint16_t base>
class ChipTest : public testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    interrupt_host_reset();
    chip = Chip();
    chip.base = base;
    heard.clear();
    want_choice = false;
    arch_host()->in = ChipIn;
    arch_host()->out = ChipOut;
  }
};
