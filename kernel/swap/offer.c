// SPDX-License-Identifier: Apache-2.0
// Cells that arrived and wait to be swapped in.
#include "kernel/arch/arch.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

CELL_STATE(struct swap_state, swap);

status_t swap_offer(void *span, uint64_t size) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = span == NULL || size == 0 ? INVALID : swap.offer_count == SWAP_CHANGES ? FULL : OK;
  if (status == OK) swap.offers[swap.offer_count++] = (struct swap_offered){span, size};
  arch_interrupts_restore(interrupts);
  return status;
}

void swap_drop_offers(void) {
  struct swap_offered offers[SWAP_CHANGES];
  uint64_t interrupts = arch_interrupts_off();
  uint32_t count = swap.offer_count;
  for (uint32_t i = 0; i < count; i++)
    offers[i] = swap.offers[i];
  swap.offer_count = 0;
  arch_interrupts_restore(interrupts);
  for (uint32_t i = 0; i < count; i++)
    (void)pages_release(offers[i].span);
}

void swap_statistics(struct swap_statistics *out) {
  *out = (struct swap_statistics){.swaps = swap.swaps, .refused = swap.refused, .offers = swap.offer_count};
}
