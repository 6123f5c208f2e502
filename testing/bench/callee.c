// SPDX-License-Identifier: Apache-2.0
// The smallest function that can be called in another cell.
#include "testing/bench/callee.h"

uint64_t callee_next(uint64_t value) {
  return value + 1;
}
