// SPDX-License-Identifier: Apache-2.0
// The smallest request.
#include "testing/bench/compare/delias/step.h"

uint64_t step_next(uint64_t value) {
  return value + 1;
}
