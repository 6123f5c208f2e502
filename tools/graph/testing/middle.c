// SPDX-License-Identifier: Apache-2.0
#include "tools/graph/testing/middle.h"

#include "tools/graph/testing/part.h"

uint64_t middle_turn(void) {
  return part_turn() + part_turn();
}
