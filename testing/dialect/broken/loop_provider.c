// SPDX-License-Identifier: Apache-2.0
// ... whose provider uses it.
#include "testing/dialect/broken/loop.h"
#include "testing/dialect/broken/loop_user.h"

uint32_t loop_next(void) {
  return loop_used() + 1;
}
