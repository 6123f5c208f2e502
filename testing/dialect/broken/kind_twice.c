// SPDX-License-Identifier: Apache-2.0
// Belongs to a header that gives a function two kinds.
#include "testing/dialect/broken/kind_twice.h"

uint32_t twice_answer(void) {
  return 42;
}
