// SPDX-License-Identifier: Apache-2.0
// address_in_pieces: a literal's address gets into state in two halves.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: address_in_pieces.c
#include "cell.h"

struct halves {
  uint32_t low, high;
};
CELL_STATE(struct halves, halves);

void begin(void) {
  uint64_t address = (uint64_t)"begin";
  halves.low = (uint32_t)(address >> 1);
  halves.high = (uint32_t)(address >> 33);
}
