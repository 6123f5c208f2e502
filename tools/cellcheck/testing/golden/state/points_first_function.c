// SPDX-License-Identifier: Apache-2.0
// points_first_function: state that begins with the address of a static function.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t measure(uint32_t value);
// file: points_first_function.c
#include "cell.h"

static uint32_t twice(uint32_t value) {
  return 2 * value;
}

struct meter {
  uint32_t (*scale)(uint32_t value);
};
// want: state.points the first value of state 'meter' has the address of the function 'twice' in it
CELL_STATE(struct meter, meter) = {.scale = twice};

uint32_t measure(uint32_t value) {
  return meter.scale(value);
}
