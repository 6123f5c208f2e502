// SPDX-License-Identifier: Apache-2.0
// handle_excused: a number by design, with its reason.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint32_t line_take(void);
READ uint32_t line_count(uint32_t line);
// file: handle_excused.c
#include "cell.h"

enum { LINES = 4 };
struct lines {
  struct {
    bool used;
    uint32_t count;
  } of[LINES];
};
CELL_STATE(struct lines, lines);

CELL_UNSAFE("interrupt lines have numbers in hardware") uint32_t line_take(void) {
  uint32_t line = 0;
  while (line + 1 < LINES && lines.of[line].used)
    line++;
  lines.of[line].used = true;
  // excused: state.handle the number that 'line_take' hands out names something that this cell keeps for its client
  return line;
}

uint32_t line_count(uint32_t line) {
  // note: 'line_count' takes it as 'line' and finds an element of 'lines' by it here
  return line < LINES ? lines.of[line].count : 0;
}
