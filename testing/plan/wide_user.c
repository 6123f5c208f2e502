// SPDX-License-Identifier: Apache-2.0
// Calls three functions of wide.
#include "testing/plan/wide.h"

CELL_CALLBACK status_t wide_user_init(void) {
  const struct wide wide = {1, 2};
  return wide_size(&wide) + wide_flags(&wide) + wide_most() != 0 ? OK : INVALID;
}

CELL_OPS(struct cell_lifecycle, wide_user_lifecycle) = {.init = wide_user_init};
