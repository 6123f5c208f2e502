// SPDX-License-Identifier: Apache-2.0
// The whole of the cell: each of its versions includes it behind a public header, and says what its modes are.
#pragma once
#include "kernel/base/cell.h"

enum wide_mode { WIDE_IDLE, WIDE_BUSY = WIDE_BUSY_IS };

struct wide_kept {
  uint32_t mode, calls;
};
CELL_STATE(struct wide_kept, wide_kept);

uint32_t wide_size(const struct wide *wide) {
  return (uint32_t)wide->size;
}

uint32_t wide_flags(const struct wide *wide) {
  return wide->flags + (wide_kept.mode == WIDE_BUSY);
}

uint32_t wide_most(void) {
  return WIDE_MOST;
}
