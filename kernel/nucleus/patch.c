// SPDX-License-Identifier: Apache-2.0
// The patch loop: puts a drafted change of the graph in force.
#include "kernel/nucleus/nucleus.h"

// Each word's old value goes to the journal by hand, since this file is not journalled.
RAW_STATIC void keep(struct nucleus_cpu *cpu, uint64_t *word) {
  uint64_t *record = (uint64_t *)cpu->journal;
  record[0] = *word;
  record[1] = (uint64_t)word;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  cpu->journal += 2 * sizeof *record;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

RAW_STATIC void exchange(struct region_patch *patch) {
  volatile uint64_t *word = (volatile uint64_t *)patch->address;
  uint64_t before = *word;
  *word = patch->value;
  patch->value = before;
}

void nucleus_patch(struct region_patch *patches, uint64_t count) {
  struct nucleus_cpu *cpu = NUCLEUS_JOURNALS ? nucleus_cpu() : NULL;
  for (uint64_t i = 0; i < count; i++) {
    if (cpu != NULL && cpu->transaction != NULL) {
      keep(cpu, (uint64_t *)patches[i].address);
      keep(cpu, &patches[i].value);
    }
    exchange(&patches[i]);
  }
}
