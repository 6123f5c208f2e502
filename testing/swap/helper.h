// SPDX-License-Identifier: Apache-2.0
// helper: swaps by name, and a digest of all that a swap may change.
#pragma once
#include "kernel/swap/swap.h"

// With pairs of names.
ATOMIC void helper_fill(struct swap_request *request, const char *const words[], uint32_t count, bool plan);
// Spares by short name; "" for nothing. A second pair may be null.
STEPS status_t helper_swap(const char *old, const char *new, struct swap_report *report);
STEPS status_t helper_swap_two(const char *old, const char *new, const char *old2, const char *new2,
                               struct swap_report *report);
STEPS status_t helper_plan(const char *old, const char *new, struct swap_report *report);
// Over the used part of every area of the region but state and the processors' blocks.
READ uint64_t helper_digest(void);
