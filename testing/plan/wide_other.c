// SPDX-License-Identifier: Apache-2.0
// Calls one function of wide.
#include "testing/plan/wide.h"

CELL_CALLBACK status_t wide_other_init(void) {
  const struct wide wide = {1, WIDE_OTHER_FLAGS};
  return wide_flags(&wide) != 0 ? OK : INVALID;
}

CELL_OPS(struct cell_lifecycle, wide_other_lifecycle) = {.init = wide_other_init};
