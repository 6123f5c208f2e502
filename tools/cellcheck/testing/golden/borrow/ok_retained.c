// SPDX-License-Identifier: Apache-2.0
// ok_retained: RETAINS says that it is kept.
// file: ok_retained.h public
#pragma once
#include "kernel/base/cell.h"

struct frames {
  uint64_t *table;
};

ATOMIC void frames_start(RETAINS uint64_t *table);

// file: ok_retained.c
#include "ok_retained.h"

CELL_STATE(struct frames, frames);

void frames_start(uint64_t *table) {
  frames.table = table;
}
