// SPDX-License-Identifier: Apache-2.0
// lock_word: a lock as kernel/lock takes it and kernel/nucleus gives it back.
#pragma once
#include <stdint.h>

struct lock {
  uint32_t owner;  // CPU number + 1; 0: free
  uint32_t depth;  // how often it was entered and not left, outside a transaction
};
