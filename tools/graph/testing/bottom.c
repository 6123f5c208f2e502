// SPDX-License-Identifier: Apache-2.0
#include "tools/graph/testing/bottom.h"

CELL_STATE(uint64_t, bottom_sum);

uint64_t bottom_add(uint64_t count) {
  return bottom_sum += count;
}

uint64_t bottom_count(void) {
  return bottom_sum;
}
