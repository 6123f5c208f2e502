// SPDX-License-Identifier: Apache-2.0
// Stores relative to a segment.
#include "kernel/base/cell.h"

void segment_set(uint64_t value);
void segment_set(uint64_t value) {
  // error: segment_set: a store relative to a segment
  *(__seg_gs uint64_t *)16 = value;
}

void segment_add(void);
void segment_add(void) {
  // error: segment_add: a store relative to a segment
  __atomic_fetch_add((__seg_fs uint64_t *)24, 1, __ATOMIC_RELAXED);
}
