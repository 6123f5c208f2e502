// SPDX-License-Identifier: Apache-2.0
// The commit of a swap on a machine with several processors: at a rendezvous (docs/processors.md).
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "kernel/swap/internal.h"
#include "kernel/swap/turn.h"

struct commit {
  struct region_patch *patches;
  uint32_t count;
  struct swap_report *report;
  bool done;
};

CELL_CALLBACK void swap_commit(uint64_t address) {
  const struct commit *commit = (const struct commit *)address;
  swap_turn_commit(commit->patches, commit->count, commit->report, commit->done);
}

RAW_BEGIN

status_t swap_commit_alone(struct region_patch *patches, uint32_t count, struct swap_report *report, bool done) {
  struct commit commit = {patches, count, report, done};
  status_t (*gather)(void (*)(uint64_t), uint64_t) = nucleus_cpu()->upcalls.gather;  // the same on each
  status_t status = OK;
  if (gather == NULL)
    swap_commit((uint64_t)&commit);
  else
    while ((status = gather(swap_commit, (uint64_t)&commit)) == BUSY)
      sched_give_way();
  return status;
}

RAW_END
