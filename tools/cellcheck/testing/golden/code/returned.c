// SPDX-License-Identifier: Apache-2.0
// returned: a static function's address is answered to another cell.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t (*scorer(void))(uint32_t value);
// file: returned.c
#include "cell.h"

static uint32_t square(uint32_t value) {
  return value * value;
}

uint32_t (*scorer(void))(uint32_t value) {
  // want: code.address the address of 'square', which has no gate, is returned by 'scorer' to other cells
  // mend: make 'square' a CELL_CALLBACK, or declare it in a public header: then its address is a gate's, which stays
  return square;
}
