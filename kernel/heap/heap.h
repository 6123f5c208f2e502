// SPDX-License-Identifier: Apache-2.0
// heap: typed objects of 1 byte to 4 MiB, from size classes on slabs of frames; from 2048 bytes on from whole frames.
//
// Context  any but faults; nothing blocks. Changes are under the cell's lock, to the end of the transaction.
// Owns     the caller owns what heap_new returns, until heap_delete; the ledger says who. New memory is zero; given-back
//          memory is poisoned and used again when the transaction has committed.
// State    `heap`: slabs by size class, large objects, and a row of statistics for each type.
// Errors   null: no memory, size 0 or too large, align no power of two or above 4096. A double, foreign or misaligned
//          release, a write past the end (found on release) and a write after release (found when the block is reused,
//          or by heap_check): logged with the type's name, counted as `defects`, and the block is not used again.
#pragma once
#include "kernel/base/cell.h"

enum { HEAP_TYPE_NAME = 40, HEAP_TYPES = 256, HEAP_LARGEST = 4 << 20 };

// The type's name is copied. align: a power of two up to 4096.
ATOMIC OWN_RET void *heap_new(size_t size, size_t align, const char *type);
ATOMIC void heap_delete(OWN void *object);  // null is allowed
// Another owner in the ledger: a cell's node, another object's. NOT_FOUND: no live object starts there, or no such owner.
ATOMIC status_t heap_give(RETAINS void *object, uint32_t owner);
READ size_t heap_size(const void *object);  // as asked for; 0: no live object starts there

struct heap_type {
  char name[HEAP_TYPE_NAME];
  uint64_t live, live_bytes, peak_bytes, made;  // bytes as asked for
};
struct heap_class {
  uint32_t size;  // bytes of a block
  uint64_t slabs, live, free;
};
struct heap_statistics {
  uint64_t live, live_bytes, frames, made, deleted, failed, defects;
};
READ void heap_statistics(struct heap_statistics *out);
READ status_t heap_type(uint32_t index, struct heap_type *out);    // OUT_OF_RANGE: no more. 0: "other", what has no row
READ status_t heap_class(uint32_t index, struct heap_class *out);  // OUT_OF_RANGE: no more
READ bool heap_check(void);                                        // every count, link, poison and end of a block holds
ATOMIC void heap_fail_after(uint64_t allocations);  // refuses the n-th from now and all after it; 0: none
