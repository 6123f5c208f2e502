// SPDX-License-Identifier: Apache-2.0
// Another provider of the interface.
#include "testing/dialect/broken/loop.h"

uint32_t loop_next(void) {
  return 1;
}
