// SPDX-License-Identifier: Apache-2.0
// ok_array_parameters: array parameters with static, const and no size.
#include "kernel/base/cell.h"
static uint32_t sum(const uint32_t words[static 4], uint32_t rest[const], uint32_t grid[][3]) {
  rest[0] = words[3];
  return words[0] + grid[1][2];
}
uint32_t all(void) {
  static const uint32_t words[4] = {1, 2, 3, 4};
  uint32_t rest[1], grid[2][3] = {{1}, {2, 3, 4}};
  return sum(words, rest, grid) + rest[0];
}
