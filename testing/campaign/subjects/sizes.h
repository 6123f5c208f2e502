// SPDX-License-Identifier: Apache-2.0
// sizes: stores of each size that the journal has a form for; the kernel's own paths have few of two bytes.
//
// Context  any.
// Owns     nothing.
// State    `campaign_sizes`.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t campaign_sizes_count(void);  // adds one to a counter of each size; their sum
