// SPDX-License-Identifier: Apache-2.0
// Belongs to a header that exports a function twice.
#include "testing/dialect/broken/declared_twice.h"

uint32_t declared_answer(void) {
  return 42;
}
