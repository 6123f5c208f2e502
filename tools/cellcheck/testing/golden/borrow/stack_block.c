// SPDX-License-Identifier: Apache-2.0
// stack_block: the address of a variable of an inner block is used behind it.
#include "kernel/base/cell.h"

uint32_t pick(uint32_t word) {
  const uint32_t *chosen = &word;
  // note: 'word' is above 4 here
  if (word > 4) {
    uint32_t half = word / 2;
    chosen = &half;
  }
  // want: borrow.stack 'half' is used here by its address, but its block has ended
  return *chosen;
}
