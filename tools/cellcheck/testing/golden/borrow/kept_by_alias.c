// SPDX-License-Identifier: Apache-2.0
// kept_by_alias: an alias of the borrow is kept.
// file: kept_by_alias.h public
#pragma once
#include "kernel/base/cell.h"

struct device {
  const uint8_t *registers;
};

ATOMIC void device_attach(const uint8_t *registers, uint32_t bank);

// file: kept_by_alias.c
#include "kept_by_alias.h"

CELL_STATE(struct device, device);

void device_attach(const uint8_t *registers, uint32_t bank) {
  const uint8_t *at = registers;
  // note: 'bank' is at most 0 here
  if (bank > 0) at = registers + 4096;
  // want: borrow.kept 'device.registers' keeps 'registers', which is borrowed, when the function returns
  device.registers = at;
}
