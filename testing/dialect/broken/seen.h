// SPDX-License-Identifier: Apache-2.0
// seen: a header that says another thing to who defines SEEN_WIDE.
#pragma once
#include "kernel/base/cell.h"

struct seen_point {
  uint32_t x;
#ifdef SEEN_WIDE
  uint64_t y;
#else
  uint32_t y;
#endif
};
READ uint64_t seen_length(const struct seen_point *point);
