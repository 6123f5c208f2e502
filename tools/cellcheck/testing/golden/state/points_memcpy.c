// SPDX-License-Identifier: Apache-2.0
// points_memcpy: the same by memcpy.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void configure(uint32_t baud);
// file: points_memcpy.c
#include "cell.h"

struct line {
  const char *name;
  uint32_t baud;
};
CELL_STATE(struct line, line);

void configure(uint32_t baud) {
  // note: the literal
  const struct line set = {.name = "com1", .baud = baud};
  // want: state.points the address of the literal "com1" is stored into state 'line': the next version has it elsewhere
  __builtin_memcpy(&line, &set, sizeof line);
}
