// SPDX-License-Identifier: Apache-2.0
// Is compiled with a flag that changes the header of a dependency.
#include "testing/dialect/broken/seen.h"

CELL_CALLBACK status_t view_init(void) {
  struct seen_point point = {3, 4};
  return seen_length(&point) == 7 ? OK : INVALID;
}

CELL_OPS(struct cell_lifecycle, view_lifecycle) = {.init = view_init};
