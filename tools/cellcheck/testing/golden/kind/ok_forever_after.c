// SPDX-License-Identifier: Apache-2.0
// ok_forever_after: AFTER is behind the commit.
// file: cell.h public
#pragma once
#include "device.h"
#include "kernel/base/cell.h"
ATOMIC void send(void);
ATOMIC FOREVER void flush(uint64_t a, uint64_t b, uint64_t c);
// file: ok_forever_after.c
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

CELL_CALLBACK void kick(uint64_t byte, uint64_t b, uint64_t c) {
  (void)b, (void)c;
  device_put((uint8_t)byte);
}

void flush(uint64_t a, uint64_t b, uint64_t c) {
  (void)a, (void)b, (void)c;
  device_put(0);
}

void send(void) {
  counts.writes++;
  AFTER(kick, counts.writes, 0, 0);
  AFTER(flush, 0, 0, 0);
}
