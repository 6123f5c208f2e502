// SPDX-License-Identifier: Apache-2.0
// points_struct_copy: a struct with a literal in it is copied into state.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void configure(uint32_t baud);
// file: points_struct_copy.c
#include "cell.h"

struct line {
  const char *name;
  uint32_t baud;
};
struct port {
  struct line line;
};
CELL_STATE(struct port, port);

void configure(uint32_t baud) {
  // note: the literal
  struct line line = {.name = "com1", .baud = baud};
  // want: state.points the address of the literal "com1" is stored into state 'port': the next version has it elsewhere
  port.line = line;
}
