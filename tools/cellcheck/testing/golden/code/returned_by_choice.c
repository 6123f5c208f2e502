// SPDX-License-Identifier: Apache-2.0
// returned_by_choice: one of two, by ?:.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t (*scorer(bool fast))(uint32_t value);
// file: returned_by_choice.c
#include "cell.h"

static uint32_t square(uint32_t value) {
  return value * value;
}
static uint32_t same(uint32_t value) {
  return value;
}

uint32_t (*scorer(bool fast))(uint32_t value) {
  // want: code.address the address of 'same', which has no gate, is returned by 'scorer' to other cells
  // want: code.address the address of 'square', which has no gate, is returned by 'scorer' to other cells
  return fast ? same : square;
}
