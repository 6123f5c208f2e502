// SPDX-License-Identifier: Apache-2.0
// Sections: preemption off, and a count that tells a fault's handling that it is off for nothing else.
#include "kernel/epoch/epoch.h"

#include "kernel/nucleus/nucleus.h"

struct epoch_cpu {
  uint64_t sections;
} __attribute__((aligned(64)));
CELL_CPU_STATE(struct epoch_cpu, epochs);

RAW_BEGIN

void epoch_enter(void) {
  if (NUCLEUS_HERE(transaction) != NULL) return;
  nucleus_preempt_off();
  epochs[NUCLEUS_HERE(number)].sections++;
}

void epoch_leave(void) {
  if (NUCLEUS_HERE(transaction) != NULL) return;
  epochs[NUCLEUS_HERE(number)].sections--;
  nucleus_preempt_on();
}

uint64_t epoch_sections(void) {
  return epochs[NUCLEUS_HERE(number)].sections;
}

void epoch_abandon(void) {
  epochs[NUCLEUS_HERE(number)].sections = 0;
}

RAW_END
