// SPDX-License-Identifier: Apache-2.0
// forever_in_helper: in a helper.
// file: cell.h public
#pragma once
#include "device.h"
#include "kernel/base/cell.h"
// note: 'send' is ATOMIC
// note: 'send' is ATOMIC
ATOMIC void send(uint8_t byte);
// file: forever_in_helper.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

static void put_twice(uint8_t byte) {
  // want: kind.forever what 'device_put' does cannot be undone, and here the transaction can be
  device_put(byte);
  // want: kind.forever what 'device_put' does cannot be undone, and here the transaction can be
  device_put(byte);
}

void send(uint8_t byte) {
  counts.writes += 2;
  // note: 'send' calls 'put_twice' here
  // note: 'send' calls 'put_twice' here
  put_twice(byte);
}
