// SPDX-License-Identifier: Apache-2.0
// The journals of a CPU, one after another, each with an unmapped page behind it.
#include "kernel/nucleus/journals.h"

RAW_PRIVATE void nucleus_journals_start(struct nucleus_cpu *cpu, uint64_t block) {
  uint64_t page = NUCLEUS_JOURNAL_PAGE;
  for (uint32_t i = 0; i < NUCLEUS_ENVIRONMENTS; i++) {
    uint64_t pages = i == 0 ? NUCLEUS_JOURNAL_PAGES : NUCLEUS_SMALL_JOURNAL_PAGES;
    cpu->transactions[i].journal = block + page * REGION_PAGE;
    cpu->transactions[i].word = cpu->transactions[i].journal | NUCLEUS_ACTIVE;
    cpu->transactions[i].journal_end = block + (page + pages) * REGION_PAGE;
    page += pages + 1;
  }
  static_assert(NUCLEUS_JOURNAL_PAGE + NUCLEUS_JOURNAL_PAGES + 1 +
                    (NUCLEUS_ENVIRONMENTS - 1) * (NUCLEUS_SMALL_JOURNAL_PAGES + 1) <=
                NUCLEUS_SCRATCH_PAGE);
  cpu->scratch = cpu->journal = block + NUCLEUS_SCRATCH_PAGE * REGION_PAGE;
  cpu->next = &cpu->transactions[0];
  cpu->start = cpu->next->journal;
}
