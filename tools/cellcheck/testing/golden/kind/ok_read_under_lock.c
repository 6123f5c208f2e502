// SPDX-License-Identifier: Apache-2.0
// ok_read_under_lock: locks are RAW; a READ function holds one while it reads.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"
READ uint64_t sum(void);
// file: ok_read_under_lock.c
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

struct guarded {
  struct lock lock;
  uint64_t value;
};
CELL_STATE(struct guarded, guarded);

uint64_t sum(void) {
  lock_enter(&guarded.lock);
  uint64_t value = guarded.value + counts.reads;
  lock_leave(&guarded.lock);
  return value;
}
