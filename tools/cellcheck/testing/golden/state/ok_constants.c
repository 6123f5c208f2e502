// SPDX-License-Identifier: Apache-2.0
// ok_constants: constants of each form.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t of(uint32_t index);
// file: ok_constants.c
#include "cell.h"

static const uint32_t squares[] = {0, 1, 4, 9};
static const char *const names[] = {"zero", "one", "four", "nine"};
const uint8_t letters[2][2] = {{'a', 'b'}, {'c', 'd'}};

uint32_t of(uint32_t index) {
  static const uint32_t most = 3;
  if (index > most) return 0;
  return squares[index] + (uint32_t)names[index][0] + letters[index % 2][0];
}
