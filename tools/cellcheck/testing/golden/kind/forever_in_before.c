// SPDX-License-Identifier: Apache-2.0
// forever_in_before: BEFORE is still inside the transaction.
// file: cell.h public
#pragma once
#include "device.h"
#include "kernel/base/cell.h"
ATOMIC void send(void);
// file: forever_in_before.c
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

#include "kernel/nucleus/nucleus.h"

CELL_CALLBACK void kick(void) {
  // want: kind.forever what 'device_put' does cannot be undone, and here the transaction can be
  device_put((uint8_t)counts.writes);
}

void send(void) {
  counts.writes++;
  // note: 'kick' is held to be ATOMIC: its address goes to 'nucleus_before' here
  BEFORE(kick);
}
