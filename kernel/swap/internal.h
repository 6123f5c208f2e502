// SPDX-License-Identifier: Apache-2.0
// internal: what the files of the swap engine share.
#pragma once
#include "kernel/swap/swap.h"

struct swap_offered {
  void *span;
  uint64_t size;
};

struct swap_state {
  uint64_t owner;  // number of the task that swaps now; 0: nobody
  uint64_t swaps, refused;
  uint32_t offer_count;
  struct swap_offered offers[SWAP_CHANGES];
};
extern struct swap_state swap;
