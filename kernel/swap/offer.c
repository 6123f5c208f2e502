// SPDX-License-Identifier: Apache-2.0
// Cells that arrived and wait to be swapped in. They belong to this cell, not to whoever brought them.
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

status_t swap_offer(void *span, uint64_t size) {
  if (span == NULL || size == 0) return INVALID;
  lock_enter(&swap.lock);
  status_t status = swap.entry != LEDGER_NONE ? BUSY : swap.offer_count == SWAP_CHANGES ? FULL : OK;
  if (status == OK) status = pages_give(span, ledger_cell(CELL_LABEL));
  if (status == OK) swap.offers[swap.offer_count++] = (struct swap_offered){span, size};
  lock_leave(&swap.lock);
  return status;
}

void swap_forget_offers(void) {
  while (swap.offer_count > 0)
    (void)pages_release(swap.offers[--swap.offer_count].span);
}

void swap_drop_offers(void) {
  lock_enter(&swap.lock);
  if (swap.entry != LEDGER_NONE)
    swap.drop_wanted = true;
  else
    swap_forget_offers();
  lock_leave(&swap.lock);
}

void swap_statistics(struct swap_statistics *out) {
  lock_enter(&swap.lock);
  *out = (struct swap_statistics){.swaps = swap.swaps, .refused = swap.refused, .offers = swap.offer_count};
  lock_leave(&swap.lock);
}
