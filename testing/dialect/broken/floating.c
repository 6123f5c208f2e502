// SPDX-License-Identifier: Apache-2.0
// Uses a vector register that its cell has not asked for.
#include "kernel/base/cell.h"

CELL_CALLBACK CELL_UNSAFE("it is to be refused") void floating_zero(void) {
  __asm__ volatile("xorps %xmm1, %xmm1");
}
