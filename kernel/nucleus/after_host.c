// SPDX-License-Identifier: Apache-2.0
// AFTER and BEFORE in unit tests: there are no transactions, so it is done at once.
#include "kernel/nucleus/nucleus.h"

void nucleus_after(void (*fn)(uint64_t, uint64_t, uint64_t), uint64_t a, uint64_t b, uint64_t c) {
  fn(a, b, c);
}

void nucleus_before(void (*fn)(void)) {
  fn();
}
