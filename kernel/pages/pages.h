// SPDX-License-Identifier: Apache-2.0
// pages: which address shows which frame, and how. No frame is both writable and executable through any pair of
// mappings.
//
// The image comes with page tables for the region (prebuilt, exact) and for the direct map of the first 16 MiB; this
// cell extends them: the direct map of RAM, stacks with guard pages, device registers. Tables themselves are read-only
// in every mapping; changes go through a write window. docs/memory.md tells how, docs/address-map.md what lies where.
//
// Context  any but faults; nothing blocks. Changes are under the cell's lock, to the end of the transaction. READ: faults too.
// Owns     a span of addresses belongs to who reserved it, with the frames in it, until pages_release; the ledger says who.
// State    `pages`: the list of spans, whose records lie in frames of their own, and the stock of frames for tables.
// Errors   NO_MEMORY: no frame or no address; no address shows anything new. INVALID: unaligned, empty, RAM where a
//          device is meant, or not reserved (logged, counted as a defect). OUT_OF_RANGE: beyond what the processor can
//          address.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"

enum pages_prot {
  PAGES_R = REGION_R,
  PAGES_RW = REGION_R | REGION_W,
  PAGES_RX = REGION_R | REGION_X,
  PAGES_DEVICE = 8,  // uncached
};
enum { PAGES_WHAT = 32 };

// Boot, before there is anything to go back to: once, before anything else here. Physical memory is seen at `direct` + its address, spans are handed out from
// `dynamic` on. DIRECT_BASE and DYNAMIC_BASE; a unit test has others.
RAW status_t pages_start(uint64_t direct, uint64_t dynamic);
// Boot, for each range of RAM: the direct map shows its whole frames, writable. What is mapped already stays as it is.
// Tables come from kernel/frames, which must hold only memory that is in the direct map.
RAW status_t pages_extend_direct(uint64_t start, uint64_t end);

READ void *pages_direct(uint64_t physical);         // where the direct map shows that physical address
READ uint64_t pages_physical(const void *address);  // the reverse, for any mapped address; UINT64_MAX: not mapped

// A span of `pages` fresh zeroed frames, mapped RW, with an unmapped guard page below and above. `what` is copied.
ATOMIC status_t pages_reserve(uint32_t pages, const char *what, OWN_RET void **address);
// The memory goes when the outermost transaction has committed; until then it is as it was.
ATOMIC status_t pages_release(OWN void *address);
// Another owner in the ledger. NOT_FOUND: nothing is reserved there, or no such owner.
ATOMIC status_t pages_give(RETAINS void *address, uint32_t owner);
// Device registers: physical, size in bytes; mapped uncached, never given back. The entries fit a journal
// up to 8 MiB at once.
ATOMIC status_t pages_device(uint64_t physical, uint64_t size, volatile void **address);

struct pages_span {
  uint64_t start, end;  // without the guard pages
  bool is_device;
  char what[PAGES_WHAT];
};
// The span that `address` lies in, or whose guard page does (a guard between two: the one above, where stacks run out).
// NOT_FOUND: neither.
READ status_t pages_span_at(const void *address, struct pages_span *span);
// The first that ends after `from`. NOT_FOUND: there is none.
READ status_t pages_span_next(uint64_t from, struct pages_span *span);

// Fresh zeroed frames behind the pages [start, end) of the region, which must show nothing yet. prot: PAGES_R, PAGES_RW or
// PAGES_RX; all but PAGES_RW are read-only in the direct map too. On NO_MEMORY none of them shows anything.
ATOMIC status_t pages_region_map(uint64_t start, uint64_t end, uint32_t prot);
// Takes such pages away and gives their frames back. For what was never in force: nobody may hold an address there.
ATOMIC status_t pages_region_unmap(uint64_t start, uint64_t end);

struct pages_mapping {
  uint64_t start, end;  // virtual, bytes
  uint64_t physical;    // of start
  uint32_t prot;        // enum region_prot bits | PAGES_DEVICE
};
// Walks all page tables: the first run of equal mappings that ends after `from`. NOT_FOUND: none is left. A run that
// began before `from` is told from the page that shows `from`.
READ status_t pages_next(uint64_t from, struct pages_mapping *mapping);
// Checks all mappings: no frame writable and executable, null unmapped, tables and code read-only, guards unmapped, the
// region as its address map says. On INVALID `why` says what.
READ status_t pages_check(char *why, uint32_t why_size);

struct pages_statistics {
  uint64_t table_frames;   // hold tables or are set aside for them; never given back
  uint64_t record_frames;  // hold records of spans; never given back
  uint64_t region_frames;  // behind pages of the region that came after boot
  uint64_t direct_end;     // physical address up to which the direct map goes (with holes)
  uint64_t reserved_pages, spans, device_pages;
  uint64_t defects;  // releases refused
};
READ void pages_statistics(struct pages_statistics *out);
