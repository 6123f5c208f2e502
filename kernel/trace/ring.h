// SPDX-License-Identifier: Apache-2.0
// ring: how events lie in memory.
//
// Positions count a processor's events since boot, from TRACE_ENTRIES on, and never wrap; position p lies in entry
// p % TRACE_ENTRIES. A position is claimed by one atomic addition, then the entry is filled, and its mark comes last.
// The mark carries the lap, p / TRACE_ENTRIES, so an entry that is claimed but not filled yet, or never will be, is
// known by its old lap; and one that is claimed anew while it is copied is known by `next`, which the claim moves first.
// So nobody waits for anybody, whoever interrupts whom, and a reader sees whole events only.
#pragma once
#include "kernel/trace/trace.h"

// Recording is RAW: what is inlined into it would otherwise stay a call, as it is journalled elsewhere.
#define TRACE_INLINE __attribute__((always_inline)) static inline

// The mark, from the lowest bit: 20 bits of the point's address (tables lie at multiples of 16, in an area of at most 16
// MiB), 3 of the phase, 25 of the task's number, 16 of the lap. The first lap is 1, so a zeroed entry is nobody's.
enum { MARK_POINT = 20, MARK_PHASE = 3, MARK_TASK = 25, MARK_LAP = 48 };

struct trace_entry {
  uint64_t cycles, a, b, mark;
};
static_assert(sizeof(struct trace_entry) == TRACE_ENTRY_BYTES);

// A line of the cache each, as every event writes to its own processor's.
struct trace_ring {
  bool open;                        // there is a ring, and recording is on
  uint64_t next;                    // the position to be claimed
  uint64_t cleared;                 // what is before is forgotten
  OWN struct trace_entry *entries;  // null: there is no ring
  uint64_t unused[4];
};

// A row of an open table, by the point's key; taken at a point's first event or by trace_point_set, and never given
// back.
struct trace_tally {
  uint32_t key;   // 0: free
  uint32_t open;  // `key`, or 0 while the point is off: one comparison finds the row and asks whether to record
  uint64_t count;
};

struct trace_points_state {
  struct trace_tally tallies[TRACE_POINTS_MOST];
  uint64_t early;    // events before there was a ring
  uint32_t all_off;  // for rings that come later
};

extern struct trace_points_state trace_points;
extern struct trace_ring trace_rings[CELL_CPUS_MAX];

// Identifies a point: its address without what is always 0. Addresses of the region give no 0.
TRACE_INLINE uint32_t trace_key_of(const struct trace_point *point) {
  return (uint32_t)((uintptr_t)point >> 4);
}
TRACE_INLINE uint32_t trace_number_of(const struct trace_point *point) {
  return trace_key_of(point) & ((1u << MARK_POINT) - 1);
}

// The first row to look at: tables of points are 32 bytes apart when they lie side by side.
TRACE_INLINE struct trace_tally *trace_tally_first(uint32_t key) {
  return &trace_points.tallies[key / 2 % TRACE_POINTS_MOST];
}
// The row of a point; taken for it if it has none and `take`. Null: it has none.
RAW_PRIVATE struct trace_tally *trace_tally_of(uint32_t key, bool take);
