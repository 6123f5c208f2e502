// SPDX-License-Identifier: Apache-2.0
// ok_plain_answers: a function without a kind writes to what its parameter points to, and an inline one is seen by who calls it.
// file: plain.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
struct pair {
  struct pair *other;
  uint64_t when;
};
void pair_clear(struct pair *pair);
CLOCK uint64_t pair_time(void);
// file: ok_plain_answers.c
#include "plain.h"

void pair_clear(struct pair *pair) {
  *pair = (struct pair){};
}

uint64_t pair_time(void) {
  return clock_now();
}
