// SPDX-License-Identifier: Apache-2.0
// The patch loop: puts a drafted change of the graph in force.
#include "kernel/nucleus/nucleus.h"

void nucleus_patch(struct region_patch *patches, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    volatile uint64_t *word = (volatile uint64_t *)patches[i].address;
    uint64_t before = *word;
    *word = patches[i].value;
    patches[i].value = before;
  }
}
