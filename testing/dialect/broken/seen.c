// SPDX-License-Identifier: Apache-2.0
// Right by itself; other_view sees its header with another flag.
#include "testing/dialect/broken/seen.h"

uint64_t seen_length(const struct seen_point *point) {
  return (uint64_t)point->x + point->y;
}
