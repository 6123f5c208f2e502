// SPDX-License-Identifier: Apache-2.0
// cwe590_local: a buffer on the stack is released.
// file: cwe590_local.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t line_check(uint32_t length);

// file: cwe590_local.c
#include "cwe590_local.h"

uint32_t line_check(uint32_t length) {
  uint8_t line[64];
  line[0] = (uint8_t)length;
  uint32_t first = line[0];
  // want: own.not 'line' is a local variable: it is given to heap_delete, but was never acquired
  // mend: give it something that was acquired, or take it from where it was made
  heap_delete(line);
  return first;
}
