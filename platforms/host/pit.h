// SPDX-License-Identifier: Apache-2.0
// pit: channel 0 of the PIT (Intel 8254), against which kernel/clock measures, as the ports of a machine that is a process; where nothing
// answers, ones are read.
#pragma once
#include "platforms/host/machine.h"

enum { PIT_HERTZ = 1193182, PIT_CHANNEL0 = 0x40, PIT_COMMAND = 0x43, PIT_LATCH = 0, PIT_RATE = 0x34 };

__attribute__((unused)) RAW_STATIC void pit_command(struct host_pit *pit, uint8_t command, uint64_t now) {
  uint64_t since = now - pit->since;
  uint64_t ticks = since / MACHINE_HERTZ * PIT_HERTZ + since % MACHINE_HERTZ * PIT_HERTZ / MACHINE_HERTZ;
  if (command == PIT_RATE) pit->since = now;
  if (command != PIT_LATCH) return;
  pit->latch = 0xffff & -ticks;
  pit->reads = 0;
}

__attribute__((unused)) RAW_STATIC uint8_t pit_in8(struct host_pit *pit, uint16_t port) {
  if (port != PIT_CHANNEL0) return UINT8_MAX;
  return (uint8_t)(pit->latch >> (pit->reads++ % 2 * 8));
}
