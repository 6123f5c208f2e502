// SPDX-License-Identifier: Apache-2.0
// pages_state: tables, spans and the calls between the files of kernel/pages; private to that cell.
//
// An entry of a table and what its bits mean: Intel SDM vol. 3, 4.5, tables 4-15 to 4-20.
#pragma once
#include "kernel/frames/frames.h"
#include "kernel/lock/lock.h"
#include "kernel/pages/pages.h"

#define ENTRY_PRESENT (UINT64_C(1) << 0)
#define ENTRY_WRITE (UINT64_C(1) << 1)
#define ENTRY_USER (UINT64_C(1) << 2)
#define ENTRY_WRITE_THROUGH (UINT64_C(1) << 3)
#define ENTRY_CACHE_OFF (UINT64_C(1) << 4)
#define ENTRY_LARGE (UINT64_C(1) << 7)  // a page instead of a table; levels 1 and 2
#define ENTRY_ADDRESS UINT64_C(0x000ffffffffff000)
#define ENTRY_NO_EXECUTE (UINT64_C(1) << 63)

// RAM, and registers. PWT and PCD select the page attribute table's entry 3, which is "uncacheable" at reset (SDM vol.
// 3, 12.12.4).
#define ENTRY_RAM (ENTRY_PRESENT | ENTRY_WRITE | ENTRY_NO_EXECUTE)
#define ENTRY_REGISTERS (ENTRY_RAM | ENTRY_WRITE_THROUGH | ENTRY_CACHE_OFF)
// A table: rights are decided by the last entry alone.
#define ENTRY_TABLE (ENTRY_PRESENT | ENTRY_WRITE)

enum { TABLE_ENTRIES = 512, TABLE_TOP = 3 };  // level 0: entries are 4 KiB pages; TABLE_TOP: the root

static inline uint64_t level_bytes(uint32_t level) {
  return UINT64_C(4096) << (9 * level);
}

// What is at an address: a page, or a hole as large as the absent entry that makes it.
struct pages_leaf {
  uint64_t start, size;  // virtual
  uint64_t physical;     // of start
  uint32_t prot;         // of all levels together; 0: a hole
  bool is_user;          // reachable from user mode: never wanted here
};

struct span {
  struct span *next;        // not in use: the next such slot of its order
  struct span *next_chunk;  // of the first slot of a chunk: that of the next chunk
  uint64_t start;           // behind the guard page
  uint64_t *entries;        // of the pages from there on, if one table has them all
  uint32_t pages : 30;
  uint32_t is_device : 1;
  uint32_t is_released : 1;  // and goes when the transaction has committed
  uint32_t entry;            // in the ledger
  uint32_t order, is_used;   // order: its slot has 2^order pages, guard included
  char what[PAGES_WHAT];
};

// Slots of one order: see span.c.
enum { SPAN_ORDERS = 26 };  // up to 128 GiB
struct spans_of_order {
  struct span *unused;        // the one that was given back last
  uint64_t fresh, fresh_end;  // of the chunk that is being filled
};

struct pages_state {
  struct lock lock;
  uint64_t direct, dynamic;        // first addresses; 0 before pages_start
  uint64_t root;                   // of the tables: physical
  uint64_t direct_end;             // physical
  uint64_t physical_limit;         // see machine_physical_limit
  uint64_t stock_next, stock_end;  // zeroed, sealed frames for tables: physical
  uint64_t tables;  // where the tables of the dynamic area are seen, for who may reach pages of user mode; 0: nowhere
  uint64_t chunks_end;               // of the dynamic area, as far as it was ever used
  struct span *chunks, *last_chunk;  // by address
  struct span *records;              // of no slot
  struct spans_of_order orders[SPAN_ORDERS];
  struct pages_statistics statistics;
};
extern struct pages_state pages;

// table.c
uint64_t *pages_table(uint64_t physical);
void pages_lookup(uint64_t address, struct pages_leaf *leaf);
// The entry of that level for an address; null: there is no such table.
uint64_t *pages_find(uint64_t address, uint32_t level);
// Makes the tables above that entry. EXISTS: a larger page covers it.
status_t pages_make(uint64_t address, uint32_t level);
status_t pages_make_tables(uint64_t start, uint64_t end);  // down to level 0, for [start, end)
void pages_set(uint64_t *entry, uint64_t value, uint64_t address);
// Entries of the dynamic area, whose tables exist and which show nothing (null: they are to be found): value, value + step, ... for `count` pages from an address on.
void pages_fill(uint64_t *entries, uint64_t address, uint64_t count, uint64_t value, uint64_t step);
void pages_clear(uint64_t *entries, uint64_t address, uint64_t count);  // such entries show nothing any more
// Zeroes frames that nobody sees yet, also read-only ones, without a journal, which has no room for them.
RAW_PRIVATE void pages_zero(uint64_t physical, uint64_t count);
RAW_PRIVATE void pages_zero_writable(uint64_t physical, uint64_t count);  // where the direct map lets one write
// What the direct map lets one do with a frame. NO_MEMORY: its 2 MiB page could not be split.
status_t pages_protect(uint64_t physical, bool read_only);
uint64_t pages_count_tables(uint64_t table, uint32_t level);

// machine.c
// An entry changes: other CPUs must not use what was there, from this transaction's commit on, nor what is there now, if it is undone.
void pages_make_stale(bool was_present);
uint64_t machine_physical_limit(void);  // first address beyond what the processor can address

// Stores to entries that the processor shows again at `seen`, a page of user mode; an undo restores them where they are.
void machine_entries_set(uint64_t *entries, uint64_t seen, uint64_t count, uint64_t value, uint64_t step);

// span.c
status_t span_take(uint32_t pages, const char *what, struct span **span);
void span_give(struct span *span) HOLDS(&pages.lock);
struct span *span_find(uint64_t start);
struct span *span_next(uint64_t from);  // the first in use that ends behind `from`
// For what may be asked in the handling of a fault: true if the lock was taken and is to be given. It is not when this
// processor holds it, as what faulted may do.
bool pages_look(void);
void pages_looked(bool locked);
