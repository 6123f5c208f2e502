// SPDX-License-Identifier: Apache-2.0
// ok_plain_code: a library of plain code, of which each cell links a copy, as //kernel/base is one.
// file: half.h public
#pragma once
#include <stdint.h>
static inline uint32_t half(uint32_t value) {
  return value / 2;
}
// RAW code is not journalled, wherever it is copied to.
__attribute__((unused, annotate("cell.kind=RAW"))) static void poke(volatile uint32_t *place) {
  *place = 1;
}
uint32_t quarter(uint32_t value);
// file: ok_plain_code.c
#include "half.h"

uint32_t quarter(uint32_t value) {
  return half(half(value));
}
