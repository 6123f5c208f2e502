// SPDX-License-Identifier: Apache-2.0
// Holds a 32-bit absolute address, which no place in memory could satisfy.
#include "kernel/base/cell.h"

static const char words[] = "words";

CELL_CALLBACK status_t absolute_init(void) {
  uint64_t address;
  __asm__("movq $%c1, %0" : "=r"(address) : "i"(words));
  return address == 0 ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, absolute_lifecycle) = {.init = absolute_init};
