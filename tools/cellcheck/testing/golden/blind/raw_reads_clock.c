// SPDX-License-Identifier: Apache-2.0
// raw_reads_clock: a RAW function of another cell reads the clock and does not say so.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void stamp(void);
// file: raw_reads_clock.c
#include "cell.h"
#include "stamps.h"

CELL_STATE(uint64_t, last);

void stamp(void) {
  last = stamp_of_now();
}
