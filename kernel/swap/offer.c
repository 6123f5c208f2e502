// SPDX-License-Identifier: Apache-2.0
// Cells that arrived and wait to be swapped in.
#include "kernel/arch/arch.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

status_t swap_offer(void *span, uint64_t size) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = span == NULL || size == 0          ? INVALID
                    : swap_is_held()                   ? BUSY
                    : swap.offer_count == SWAP_CHANGES ? FULL
                                                       : OK;
  if (status == OK) swap.offers[swap.offer_count++] = (struct swap_offered){span, size};
  arch_interrupts_restore(interrupts);
  return status;
}

void swap_drop_offers(void) {
  struct swap_offered offers[SWAP_CHANGES];
  uint32_t count = 0;
  uint64_t interrupts = arch_interrupts_off();
  if (swap_is_held()) {
    swap.drop_wanted = true;
  } else {
    for (; count < swap.offer_count; count++)
      offers[count] = swap.offers[count];
    swap.offer_count = 0;
  }
  arch_interrupts_restore(interrupts);
  for (uint32_t i = 0; i < count; i++)
    (void)pages_release(offers[i].span);
}

void swap_hold_offers(void) {
  swap.offers_in_use = true;
}

void swap_let_go_offers(bool drop) {
  uint64_t interrupts = arch_interrupts_off();
  swap.offers_in_use = false;
  drop |= swap.drop_wanted;
  swap.drop_wanted = false;
  arch_interrupts_restore(interrupts);
  if (drop) swap_drop_offers();
}

void swap_statistics(struct swap_statistics *out) {
  *out = (struct swap_statistics){.swaps = swap.swaps, .refused = swap.refused, .offers = swap.offer_count};
}
