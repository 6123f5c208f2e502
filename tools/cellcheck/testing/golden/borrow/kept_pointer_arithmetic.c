// SPDX-License-Identifier: Apache-2.0
// kept_pointer_arithmetic: an address behind a moving index is kept.
// file: kept_pointer_arithmetic.h public
#pragma once
#include "kernel/base/cell.h"

struct cursor {
  const uint8_t *at;
};

ATOMIC void cursor_seek(const uint8_t *bytes, uint32_t index);

// file: kept_pointer_arithmetic.c
#include "kept_pointer_arithmetic.h"

CELL_STATE(struct cursor, cursor);

void cursor_seek(const uint8_t *bytes, uint32_t index) {
  // want: borrow.kept 'cursor.at' keeps 'bytes', which is borrowed, when the function returns
  cursor.at = bytes + index;
}
