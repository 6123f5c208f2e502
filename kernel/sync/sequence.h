// SPDX-License-Identifier: Apache-2.0
// sequence: small data that many read and few change, read without a lock and without a store.
//
//   struct position { struct lock lock; struct sequence sequence; struct point now; };
//
//   lock_enter(&position.lock);                              whoever changes it, in an ATOMIC function
//   sequence_change(&position.sequence);
//   position.now = next;
//   lock_leave(&position.lock);
//
//   if (!sequence_read(&position.sequence, &position.now, &copy, sizeof copy)) {    whoever reads it
//     lock_enter(&position.lock);
//     copy = position.now;
//     lock_leave(&position.lock);
//   }
//
// The count is odd from the change to the end of its transaction. Undo does not take it back: a reader that saw half of a change that was undone
// must not find the count that it began with. So the count stays odd behind an undo until the next change, and readers go by the lock meanwhile.
//
// Context  any. A change: with the lock held that guards the data, in a transaction, before the first store.
// Owns     nothing; zeroed memory is a count.
// State    none.
// Errors   false: a change was under way, or undone; enter the lock.
#pragma once
#include "kernel/base/cell.h"

struct sequence {
  uint64_t count;
};

RAW void sequence_change(struct sequence *sequence);
// Copies whole words: `size` is a multiple of 8, and both are aligned to it.
READ bool sequence_read(const struct sequence *sequence, const void *from, void *to, uint32_t size);
