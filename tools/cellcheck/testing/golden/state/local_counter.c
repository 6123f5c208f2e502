// SPDX-License-Identifier: Apache-2.0
// local_counter: a static local variable counts calls.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint32_t next_number(void);
// file: local_counter.c
#include "cell.h"

uint32_t next_number(void) {
  // want: state.local 'number' keeps its value between calls of 'next_number', and the graph does not know of it
  static uint32_t number = 1;
  return number++;
}
