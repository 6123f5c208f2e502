// SPDX-License-Identifier: Apache-2.0
// trace: what happened on each processor, newest last: a ring of small events that are cheap enough to be always on.
//
// A cell names what it tells once, at file scope, and tells it where it happens:
//
//   TRACE_POINT(swap_commit, "swap commit", "words", "");
//   ...
//   TRACE_BEGIN(swap_commit, words, 0);
//   TRACE_END(swap_commit, words, 0);
//
// A point is an ops table: the graph owns it, at an address that stays, and lists it by its type; nobody registers it.
// An event keeps no address of the teller's read-only data, so names are read from the graph when events are shown.
//
// The last word of an argument's name says how it is shown: "task" by number and name, "cell" (its index in the graph)
// by label, "address" with the function it lies in, "text" as up to eight characters (trace_text); else as a number. ""
// is no argument.
//
// Context  any, faults and interrupts included: recording is not undone with the transaction it is in, takes no lock, waits for nothing and keeps interrupts as they
//          are. Before init events are only counted.
// Owns     a span of TRACE_RING_BYTES for each processor, as the cell's own in the ledger.
// State    `trace_points`: what is off, and a count for each point; `trace_rings`: where each processor's ring is.
// Errors   a full ring loses its oldest events, counted. An event whose recording was abandoned by a fault is never
//          shown. EMPTY: no event at or after that number. NOT_FOUND: no live cell has that point. FULL: more points
//          than TRACE_POINTS_MOST. NO_MEMORY from init.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/nucleus/nucleus.h"

struct trace_point {
  const char *name;
  const char *a, *b;  // what the arguments are
};

// 4096 events, 128 KiB: a key pressed at the prompt makes ten, an idle shell twelve a second, a command about fifty. So
// the ring holds the boot and what came before the last minutes, and is no burden where memory is 24 MiB.
enum { TRACE_ENTRIES = 4096, TRACE_ENTRY_BYTES = 32, TRACE_RING_BYTES = TRACE_ENTRIES * TRACE_ENTRY_BYTES };
enum { TRACE_POINTS_MOST = 128 };

enum trace_phase { TRACE_PHASE_INSTANT, TRACE_PHASE_BEGIN, TRACE_PHASE_END, TRACE_PHASE_COUNT };
enum { TRACE_PHASES = 4 };

// The ident is global in unit tests: let it begin with the cell's name.
#define TRACE_POINT(ident, name_, a_, b_) CELL_OPS(struct trace_point, ident) = {.name = (name_), .a = (a_), .b = (b_)}
// At a moment. Arguments are whole numbers of up to 64 bits.
#define TRACE(ident, a, b) trace_record(&(ident), TRACE_PHASE_INSTANT, (uint64_t)(a), (uint64_t)(b))
// The begin and the end of what takes time, in one task; pairs nest.
#define TRACE_BEGIN(ident, a, b) trace_record(&(ident), TRACE_PHASE_BEGIN, (uint64_t)(a), (uint64_t)(b))
#define TRACE_END(ident, a, b) trace_record(&(ident), TRACE_PHASE_END, (uint64_t)(a), (uint64_t)(b))
// The same of what happens too often to be told always: it costs two instructions as long as nobody has asked for detail.
#define TRACE_DETAIL(ident, a, b) (NUCLEUS_HERE(detail) == 0 ? (void)0 : TRACE(ident, a, b))
#define TRACE_DETAIL_BEGIN(ident, a, b) (NUCLEUS_HERE(detail) == 0 ? (void)0 : TRACE_BEGIN(ident, a, b))
#define TRACE_DETAIL_END(ident, a, b) (NUCLEUS_HERE(detail) == 0 ? (void)0 : TRACE_END(ident, a, b))
// A quantity that changes: shown as a curve.
#define TRACE_COUNT(ident, value) trace_record(&(ident), TRACE_PHASE_COUNT, (uint64_t)(value), 0)

RAW void trace_record(const struct trace_point *point, enum trace_phase phase, uint64_t a, uint64_t b);
// The same for who knows the time and the task already, as the scheduler does. task: its number; 0: none.
RAW void trace_record_at(const struct trace_point *point, enum trace_phase phase, uint64_t cycles, uint64_t task,
                         uint64_t a, uint64_t b);
// Eight characters of a text from `from` on, as an argument; none of them: 0.
READ uint64_t trace_text(const char *text, uint32_t from);

struct trace_event {
  uint64_t sequence;  // of this processor's ring, from 0
  uint64_t cycles;    // time-stamp counter
  uint64_t a, b;
  uint32_t point;  // for trace_point_find
  uint32_t task;   // number, its lowest 25 bits; 0: none (boot, scheduler, idle)
  enum trace_phase phase;
};
// Copies the oldest whole event of that processor's ring whose number is at least `from`; compare event->sequence.
READ status_t trace_read(uint32_t cpu, uint64_t from, struct trace_event *event);

struct trace_ring_info {
  uint64_t first, next;  // numbers of the oldest event that is kept, and of the one to come
  uint64_t lost;         // overwritten since boot or trace_clear
};
READ status_t trace_ring_info(uint32_t cpu, struct trace_ring_info *info);  // NOT_FOUND: that processor has no ring
READ uint64_t trace_early(void);                                            // events before there was a ring

// The live point that events tell by that number, and its cell (an index in the graph).
READ status_t trace_point_find(uint32_t point, VIEW_RET const struct trace_point **out, uint32_t *cell);
READ uint32_t trace_point_number(const struct trace_point *point);
// All live points, in order of dependencies; start with *cursor = 0. NOT_FOUND: no more.
READ status_t trace_point_next(uint32_t *cursor, VIEW_RET const struct trace_point **out, uint32_t *cell);
READ uint64_t trace_point_count(const struct trace_point *point);  // events told since boot, those it was off for not
READ bool trace_point_is_on(const struct trace_point *point);
ATOMIC status_t trace_point_set(const struct trace_point *point, bool on);

ATOMIC void trace_set(bool on);  // all recording; at first on
READ bool trace_is_on(void);
ATOMIC void trace_set_detail(bool on);  // on all processors that are online; at first off
READ bool trace_is_detailed(void);
ATOMIC void trace_clear(void);                  // forgets the events that are kept; numbers go on
ATOMIC status_t trace_start_cpu(uint32_t cpu);  // gives a processor its ring; init does so for the one it runs on
