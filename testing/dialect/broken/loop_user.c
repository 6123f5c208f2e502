// SPDX-License-Identifier: Apache-2.0
// Uses the interface ...
#include "testing/dialect/broken/loop_user.h"

#include "testing/dialect/broken/loop.h"

uint32_t loop_used(void) {
  return loop_next();
}
