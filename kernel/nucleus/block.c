// SPDX-License-Identifier: Apache-2.0
// Stacks, data and journals of a CPU, as places.h has them.
#include "kernel/nucleus/block.h"

#include "kernel/nucleus/places.h"

enum {
  RUN_STACK,
  RUN_FAULT,
  RUN_IST,
  RUN_DATA = RUN_IST + NUCLEUS_ISTS,
  RUN_JOURNAL,
  RUN_SMALL_JOURNAL,
  RUN_SCRATCH = RUN_SMALL_JOURNAL + NUCLEUS_ENVIRONMENTS - 1,
};

static struct nucleus_run small_journal(uint32_t number) {
  uint32_t first = NUCLEUS_JOURNAL_PAGE + NUCLEUS_JOURNAL_PAGES + 1;
  return (struct nucleus_run){first + number * (NUCLEUS_SMALL_JOURNAL_PAGES + 1), NUCLEUS_SMALL_JOURNAL_PAGES};
}

struct nucleus_run nucleus_run(uint32_t index) {
  if (index == RUN_STACK) return (struct nucleus_run){NUCLEUS_STACK_PAGE, NUCLEUS_STACK_PAGES};
  if (index == RUN_FAULT) return (struct nucleus_run){NUCLEUS_FAULT_PAGE, NUCLEUS_FAULT_PAGES};
  if (index < RUN_DATA) return (struct nucleus_run){NUCLEUS_IST_PAGE + 2 * (index - RUN_IST), 1};
  if (index == RUN_DATA) return (struct nucleus_run){NUCLEUS_DATA_PAGE, NUCLEUS_DATA_PAGES};
  if (index == RUN_JOURNAL) return (struct nucleus_run){NUCLEUS_JOURNAL_PAGE, NUCLEUS_JOURNAL_PAGES};
  if (index < RUN_SCRATCH) return small_journal(index - RUN_SMALL_JOURNAL);
  if (index == RUN_SCRATCH) return (struct nucleus_run){NUCLEUS_SCRATCH_PAGE, NUCLEUS_SCRATCH_PAGES};
  return (struct nucleus_run){};
}
