// SPDX-License-Identifier: Apache-2.0
// turn: the shared part of a swap, each step a transaction. Only kernel/swap calls these.
//
// A turn belongs to the task that swaps; when the task ends, or its swap_run is abandoned, the ledger takes the turn back:
// pages that were mapped for it and are not in force go, offers are released, the next one can begin.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"
#include "kernel/swap/swap.h"

ATOMIC status_t swap_turn_take(uint64_t *holder);  // BUSY: the task of that number has it; 0: boot
// Frames behind the pages of [start, end) of the region, to be given back unless the turn commits.
ATOMIC status_t swap_turn_map(uint64_t start, uint64_t end, uint32_t prot);
// Exchanges the words (nucleus_patch): from here on the new cells run. `done`: the whole swap is done with it, not only this
// step.
ATOMIC void swap_turn_commit(struct region_patch *patches, uint32_t count, struct swap_report *report, bool done);
// What boot does first with a cell, as one transaction.
ATOMIC status_t swap_turn_init(const struct cell_lifecycle *lifecycle);
// The end of the turn; report takes the status. drop: the offers are used up.
ATOMIC void swap_turn_give(struct swap_report *report, status_t status, bool drop);
ATOMIC void swap_turn_refused(void);  // counts
