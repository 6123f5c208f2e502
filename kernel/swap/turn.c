// SPDX-License-Identifier: Apache-2.0
// Who swaps now, and what is mapped for it.
#include "kernel/swap/turn.h"

#include "kernel/arch/arch.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"
#include "kernel/task/task.h"

CELL_STATE(struct swap_state, swap);

enum { TURN = 1 };  // the ledger's name for the only one

HOLDS(&swap.lock) static void end_turn(bool drop) {
  while (swap.mapped_count > 0) {
    struct swap_range range = swap.mapped[--swap.mapped_count];
    (void)pages_region_unmap(range.start, range.end);
  }
  ledger_remove(swap.entry, TURN);
  swap.entry = LEDGER_NONE;
  swap.owner = 0;
  if (drop || swap.drop_wanted) swap_forget_offers();
  swap.drop_wanted = false;
}

CELL_CALLBACK void swap_turn_release(uint64_t turn) {
  (void)turn;
  lock_enter(&swap.lock);
  end_turn(false);
  lock_leave(&swap.lock);
}

CELL_OPS(struct ledger_type, swap_turn_type) = {.name = "swap turn", .release = swap_turn_release};

status_t swap_turn_take(uint64_t *holder) {
  lock_enter(&swap.lock);
  *holder = swap.owner;
  status_t status = swap.entry != LEDGER_NONE ? BUSY : OK;
  if (status == OK) {
    const struct task *self = task_current();
    swap.entry = ledger_add(ledger_self(), &swap_turn_type, TURN);
    swap.owner = self == NULL ? 0 : self->number;
    if (swap.entry == LEDGER_NONE) status = NO_MEMORY;
  }
  lock_leave(&swap.lock);
  return status;
}

status_t swap_turn_map(uint64_t start, uint64_t end, uint32_t prot) {
  if (swap.mapped_count == SWAP_RANGES) return FULL;
  status_t status = pages_region_map(start, end, prot);
  if (status == OK) swap.mapped[swap.mapped_count++] = (struct swap_range){start, end};
  return status;
}

CELL_UNSAFE("how long the rest stood still, for the report: made again, it is the last time's")
static uint64_t time_of_commit(void) {
  return arch_cycles();
}

void swap_turn_commit(struct region_patch *patches, uint32_t count, struct swap_report *report, bool done) {
  lock_enter(&swap.lock);  // interrupts are off
  uint64_t start = time_of_commit();
  uint64_t window = arch_write_window_open();
  nucleus_patch(patches, count);
  arch_write_window_close(window);
  report->pause_cycles = time_of_commit() - start;
  report->committed = done;
  swap.mapped_count = 0;  // what was prepared is in force
  swap.swaps++;
  lock_leave(&swap.lock);
}

status_t swap_turn_init(const struct cell_lifecycle *lifecycle) {
  lock_enter(&swap.lock);  // interrupts are off, as at boot
  status_t status = lifecycle->init();
  lock_leave(&swap.lock);
  return status;
}

void swap_turn_give(struct swap_report *report, status_t status, bool drop) {
  lock_enter(&swap.lock);
  if (status != OK) swap.refused++;
  report->status = status;
  report->finished = true;
  end_turn(drop);
  lock_leave(&swap.lock);
}

void swap_turn_refused(void) {
  lock_enter(&swap.lock);
  swap.refused++;
  lock_leave(&swap.lock);
}
