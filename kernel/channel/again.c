// SPDX-License-Identifier: Apache-2.0
// again: what makes another version of the cell, for tests that exchange it: something that nobody calls.
#include "kernel/channel/inside.h"

uint32_t channel_again(void);

__attribute__((used)) uint32_t channel_again(void) {
  return CHANNEL_CASES;
}
