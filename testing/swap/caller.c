// SPDX-License-Identifier: Apache-2.0
// Calls the subject as its changed header has it.
#include "testing/swap/changed.h"

CELL_CALLBACK status_t caller_init(void) {
  return subject_add(1) != 0 ? OK : INVALID;
}

CELL_OPS(struct cell_lifecycle, caller_lifecycle) = {.init = caller_init};
