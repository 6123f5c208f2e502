// SPDX-License-Identifier: Apache-2.0
// rodata_table: a record of a constant table is kept in another object.
// file: rodata_table.h public
#pragma once
#include "kernel/base/cell.h"

struct mode {
  uint32_t width, height;
};
struct screen {
  const struct mode *mode;
};

ATOMIC void screen_choose(struct screen *screen, uint32_t number);

// file: rodata_table.c
#include "rodata_table.h"

static const struct mode modes[] = {{640, 480}, {800, 600}};

void screen_choose(struct screen *screen, uint32_t number) {
  // want: borrow.rodata 'screen->mode' keeps the address of the constant 'modes'
  screen->mode = &modes[number % 2];
}
