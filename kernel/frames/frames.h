// SPDX-License-Identifier: Apache-2.0
// frames: physical memory in 4 KiB frames, given out in blocks of 2^order (binary buddy system, Knuth vol. 1, 2.5).
//
// A block of 2^order frames lies at a physical address that is a multiple of its size. Memory is known by its physical
// address alone: this cell never touches a frame, only its table, so it needs no mapping of what it gives out.
//
// Context  any but faults; nothing blocks. Changes are under the cell's lock, to the end of the transaction.
// Owns     the caller owns a block until it gives it back with the same order. Keeps the table that frames_start was
//          given.
// State    `frames`: counts; the table with a byte and two bits a frame, which lies where boot says.
// Errors   NO_MEMORY: no block of that order. INVALID: a double or foreign release, memory added twice: refused, logged
//          where it is a defect, and nothing changes. OUT_OF_RANGE: outside what frames_start announced, or an order
//          too large.
#pragma once
#include "kernel/base/cell.h"

enum { FRAME_SIZE = 4096, FRAME_ORDER_MAX = 10 };  // largest block: 4 MiB

struct frames_statistics {
  uint64_t total;  // frames added
  uint64_t free;
  uint64_t lowest_free;                       // since the last frames_add
  uint64_t free_blocks[FRAME_ORDER_MAX + 1];  // by order
  uint64_t failed;                            // requests refused for want of memory
  uint64_t defects;                           // releases refused
};

// Boot, before there is anything to go back to: what these three store is more than a journal holds.
//
// Once: physical memory from `lowest` up to `highest` may be added later; it does not exist before that. `table`
// is writable memory of frames_table_bytes(lowest, highest) bytes, 8-byte aligned. Called again, it forgets everything
// (unit tests).
READ uint64_t frames_table_bytes(uint64_t lowest, uint64_t highest);
RAW status_t frames_start(uint64_t lowest, uint64_t highest, RETAINS void *table);
// Every frame that [start, end) touches is left out of later frames_add calls. INVALID: some of it was added before.
RAW status_t frames_reserve(uint64_t start, uint64_t end);
// Makes the frames that lie wholly in [start, end) available, less what is reserved. INVALID: some of it was added
// before.
RAW status_t frames_add(uint64_t start, uint64_t end);

ATOMIC status_t frames_take(uint32_t order, OWN_RET uint64_t *physical);
// Of what was there before the transaction, only by AFTER: it could be handed out again before the commit, and what is
// then written to it without a journal, undo would not bring back.
ATOMIC status_t frames_give(uint64_t physical, uint32_t order);
// Makes two taken blocks of order - 1 of a taken block, each of which is given back on its own. INVALID: no such block.
ATOMIC status_t frames_split(uint64_t physical, uint32_t order);
// The order of the taken block that starts there. NOT_FOUND: none does; asking is always safe.
READ status_t frames_block(uint64_t physical, uint32_t *order);
// Whether that address is in memory that was added, free or taken.
READ bool frames_has(uint64_t physical);

// Where the direct map shows a physical address, for who takes frames below kernel/pages; null before pages_start has said it.
READ void *frames_direct(uint64_t physical);
ATOMIC void frames_set_direct(uint64_t base);

READ void frames_statistics(struct frames_statistics *out);
// Table and free lists agree: every block is aligned, linked and counted, and no two buddies are both free.
READ bool frames_check(void);
// Refuses the n-th take from now and all after it until called with 0; for tests of what happens without memory.
ATOMIC void frames_fail_after(uint64_t takes);
