// SPDX-License-Identifier: Apache-2.0
// ok_noescape: a comparator goes to a parameter that is not kept.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void order(uint32_t *words, uint32_t count);
// file: ok_noescape.c
#include "cell.h"
#include "handlers.h"

static bool is_before(uint32_t a, uint32_t b) {
  return a < b;
}

void order(uint32_t *words, uint32_t count) {
  words_sort(words, count, is_before);
}
