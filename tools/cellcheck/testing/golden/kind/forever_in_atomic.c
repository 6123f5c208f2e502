// SPDX-License-Identifier: Apache-2.0
// forever_in_atomic: a device is written while the transaction can still be undone.
// file: cell.h public
#pragma once
#include "device.h"
#include "kernel/base/cell.h"
// note: 'send' is ATOMIC
ATOMIC void send(uint8_t byte);
// file: forever_in_atomic.c
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

void send(uint8_t byte) {
  counts.writes++;
  // want: kind.forever what 'device_put' does cannot be undone, and here the transaction can be
  // mend: call it by AFTER: then it is done when the transaction has committed
  device_put(byte);
}
