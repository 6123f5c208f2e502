// SPDX-License-Identifier: Apache-2.0
// Turns interrupts off itself.
#include "kernel/base/cell.h"

CELL_CALLBACK CELL_UNSAFE("it is to be refused") void privileged_off(void) {
  __asm__ volatile("cli" : : : "memory");
}
