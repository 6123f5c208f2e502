// SPDX-License-Identifier: Apache-2.0
// ok_called: static functions are called, by name and through locals and the cell's own tables.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t score(uint32_t which, uint32_t value);
// file: ok_called.c
#include "cell.h"

static uint32_t square(uint32_t value) {
  return value * value;
}
static uint32_t same(uint32_t value) {
  return value;
}
static uint32_t (*const table[])(uint32_t) = {square, same};

static uint32_t apply(uint32_t (*function)(uint32_t), uint32_t value) {
  return function(value);
}

uint32_t score(uint32_t which, uint32_t value) {
  uint32_t (*function)(uint32_t) = which == 0 ? square : same;
  return square(1) + function(value) + table[which % 2](value) + apply(same, value);
}
