// SPDX-License-Identifier: Apache-2.0
// assembly_writes: inline assembly stores to state, and its operands do not tell.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint64_t count(void);
// file: assembly_writes.c
#include "cell.h"

CELL_STATE(uint64_t, counted);

uint64_t count(void) {
  uint64_t at = (uint64_t)&counted;
  __asm__ volatile("incq (%0)" : : "r"(at) : "memory");
  return counted;
}
