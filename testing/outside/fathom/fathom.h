// SPDX-License-Identifier: Apache-2.0
// fathom: depths as a leadsman calls them.
//
// Context  any; nothing blocks.
// State    none.
// Errors   OUT_OF_RANGE: deeper than millimetres in 64 bits can say; *mm is untouched.
#pragma once
#include "kernel/base/cell.h"

READ status_t fathom_to_mm(uint64_t fathoms, uint64_t *mm);  // rounded down
