// SPDX-License-Identifier: Apache-2.0
#include "toolchains/smoke/greet.h"

#include <stdckdint.h>
#include <stddef.h>

int greet_next(int number) {
  constexpr int step = 1;
  int next = 0;
  return ckd_add(&next, number, step) ? number : next;
}

int greet_through(int (*step)(int number), int number) {
  if (step == nullptr) return number;
  return step(number);
}
