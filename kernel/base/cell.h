// SPDX-License-Identifier: Apache-2.0
// cell: the annotations with which a header says what its cell promises. Include it first in every public header.
//
// The build, cellcheck, the journal and the linker read these marks; the compiler's code is the same with and without them, but
// for visibility and sections. Three readings of this file exist: for a cell (clang, freestanding), for the host (unit
// tests, C or C++), and with CELL_SCAN, in which tools/cell reads a preprocessed header to learn what it exports (see
// docs/cells.md).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

// ---- Kinds: what an exported function may do. One of them opens each exported declaration; nothing else exports. ----
//
// READ    reads anything under its locks; writes nothing shared; does not block.
// ATOMIC  changes state, heap objects, cursors; calls READ and ATOMIC; does not block. A transaction.
// STEPS   may block and call everything; writes nothing shared itself; a sequence of transactions; can be called again.
// RAW     whatever the hardware needs; cannot be replayed. Counted per image.
#ifdef CELL_SCAN
#define READ __cell_export(READ)
#define ATOMIC __cell_export(ATOMIC)
#define STEPS __cell_export(STEPS)
#define RAW __cell_export(RAW)
#else
#ifdef __cplusplus
#define CELL_EXPORT_(kind) extern "C" __attribute__((visibility("default"), annotate("cell.kind=" #kind)))
#else
#define CELL_EXPORT_(kind) __attribute__((visibility("default"), annotate("cell.kind=" #kind)))
#endif
#define READ CELL_EXPORT_(READ)
#define ATOMIC CELL_EXPORT_(ATOMIC)
#define STEPS CELL_EXPORT_(STEPS)
#define RAW CELL_EXPORT_(RAW) __attribute__((noinline))
#endif

// RAW functions that are not exported: of one file, and of several files of a cell. tools/journal keeps them out of others.
#define CELL_RAW_ __attribute__((annotate("cell.kind=RAW")))
#define RAW_STATIC CELL_RAW_ static
#define RAW_PRIVATE CELL_RAW_
// A whole file of them, between the two.
#define RAW_BEGIN _Pragma("clang attribute push(__attribute__((annotate(\"cell.kind=RAW\"))), apply_to = function)")
#define RAW_END _Pragma("clang attribute pop")

// After a kind: does not return.
#define NORETURN __attribute__((noreturn))

// ---- Ownership ----
//
// struct OWNED ring;                        an opaque type that somebody owns and that is held by pointer
// ATOMIC OWN_RET struct ring *ring_create   the caller owns what is returned
// ATOMIC void ring_destroy(OWN struct ..)   the callee takes ownership
// READ VIEW_RET const struct x *f(...)      a view: valid as long as its owner, never released by the caller
// RETAINS                                   a borrowed pointer that is kept beyond the call; audited
// NOESCAPE                                  a parameter that is not kept: a plain static function may be passed
#define CELL_ANNOTATE_(text) __attribute__((annotate(text)))
#ifdef CELL_SCAN
#define OWNED __cell_owned
#define OWN __cell_own
#define OWN_RET __cell_own_ret
#define VIEW_RET __cell_view_ret
#define RETAINS __cell_retains
#define NOESCAPE __cell_noescape
#else
#define OWNED CELL_ANNOTATE_("cell.owned")
#define OWN CELL_ANNOTATE_("cell.own")
#define OWN_RET CELL_ANNOTATE_("cell.own_ret")
#define VIEW_RET CELL_ANNOTATE_("cell.view_ret")
#define RETAINS CELL_ANNOTATE_("cell.retains")
#define NOESCAPE CELL_ANNOTATE_("cell.noescape")
#endif

// ---- What a call does besides: what tools/cellcheck cannot see from outside ----
//
// READ CLOCK uint64_t clock_now(void);      reads a clock or a random source: not in ATOMIC functions
// RAW BLOCKS status_t sched_wait_here(void) waits: not in READ and ATOMIC functions, not under a lock. STEPS functions all may
// RAW FOREVER void power_off(uint8_t);      cannot be undone: in a transaction only by AFTER
// READ ENDS_TASK void system_failed(...)   its caller returns at once and the task ends: the ledger gives back what it owns
// RAW void lock_enter(lock) LOCKS          its first parameter is a lock that is held afterwards; UNLOCKS: not any more
// AS(STEPS) void (*main)(void);             before a field or parameter: what is called through it is bound as by that kind
#ifdef CELL_SCAN
#define CLOCK
#define LOCKS
#define UNLOCKS
#define BLOCKS
#define FOREVER
#define ENDS_TASK
#define AS(kind)
#else
#define CLOCK CELL_ANNOTATE_("cell.clock")
#define BLOCKS CELL_ANNOTATE_("cell.blocks")
#define FOREVER CELL_ANNOTATE_("cell.forever")
#define ENDS_TASK CELL_ANNOTATE_("cell.ends_task")
#define LOCKS CELL_ANNOTATE_("cell.locks")
#define UNLOCKS CELL_ANNOTATE_("cell.unlocks")
#define AS(kind) CELL_ANNOTATE_("cell.as=" #kind)
#endif

// ---- State: what a cell remembers between calls ----
//
// CELL_STATE(struct heap_state, heap);              zero at first
// CELL_STATE(struct heap_state, heap) = {...};      no pointers to rodata or functions in the first value
// CELL_CPU_STATE(struct cpu_queue, queues);         an array with an element for each CPU
//
// The storage belongs to the graph: its address stays when the cell's version changes. Nothing else that is writable
// and static may be in a cell; the build names what it finds.
enum { CELL_CPUS_MAX = 16 };
// The attributes below would take alignment away from a type that wants more, without a word.
#define CELL_ALIGN_(type, most)                                                                                        \
  static_assert(alignof(type) <= (most), #type " wants to be aligned to more than the " #most " bytes that it gets")
#ifdef __DELIAS__
#define CELL_PLACED_(area, type, name)                                                                                 \
  __attribute__((visibility("default"), used, aligned(64), section(".cell." area "." type "." #name)))
#define CELL_STATE(type, name)                                                                                         \
  CELL_ALIGN_(type, 64);                                                                                               \
  extern type name;                                                                                                    \
  CELL_PLACED_("state", #type, name) type name
#define CELL_CPU_STATE(type, name)                                                                                     \
  CELL_ALIGN_(type, 64);                                                                                               \
  extern type name[CELL_CPUS_MAX];                                                                                     \
  CELL_PLACED_("cpustate", #type, name) type name[CELL_CPUS_MAX]
#else
#define CELL_STATE(type, name)                                                                                         \
  CELL_ALIGN_(type, 64);                                                                                               \
  extern type name;                                                                                                    \
  type name
#define CELL_CPU_STATE(type, name)                                                                                     \
  CELL_ALIGN_(type, 64);                                                                                               \
  extern type name[CELL_CPUS_MAX];                                                                                     \
  type name[CELL_CPUS_MAX]
#endif

// CELL_CHECK(heap, heap_check);      bool heap_check(void): READ, the invariant of state `heap`
// CELL_REBUILD(heap, heap_rebuild);  status_t heap_rebuild(void): ATOMIC, makes it anew from what others own
// CELL_MIGRATE(heap, 2, heap_from_1) status_t fn(void *now, const void *before): ATOMIC, makes revision 2 of `heap` from revision 1. A state begins
//                                     at revision 1 and is at what its last CELL_MIGRATE leads to. docs/state.md
// The functions are exported, or CELL_CALLBACKs. kernel/state runs the first two, through the tables that stand for them.
struct cell_check {
  const char *state;
  AS(READ) bool (*check)(void);
};
struct cell_rebuild {
  const char *state;
  AS(ATOMIC) status_t (*rebuild)(void);
};
struct cell_migrate {
  const char *state;
  uint32_t revision;  // that it leads to, from the one before
  AS(ATOMIC) status_t (*migrate)(void *now, const void *before);
};
#define CELL_CHECK(state, fn) CELL_OPS(struct cell_check, state##_check_of_state) = {#state, fn}
#define CELL_REBUILD(state, fn) CELL_OPS(struct cell_rebuild, state##_rebuild_of_state) = {#state, fn}
#define CELL_MIGRATE(state, revision, fn)                                                                              \
  CELL_OPS(struct cell_migrate, state##_migrate_to_##revision) = {#state, revision, fn}

// ---- Addresses of functions ----
//
// CELL_OPS(struct shell_command, ps_command) = {.name = "ps", .run = ps_run};
//   A constant table owned by the graph, at an address that stays. The graph knows it by its type, so whoever uses such
//   tables finds them there (graph_ops_next); nobody keeps a list of registrations.
// CELL_CALLBACK void on_tick(void *argument) {...}
//   A function that is in no header gets a gate, so that its address may be kept by others.
#ifdef __DELIAS__
#define CELL_OPS(type, name)                                                                                           \
  CELL_ALIGN_(type, 16);                                                                                               \
  extern const type name;                                                                                              \
  __attribute__((visibility("default"), used, aligned(16), section(".cell.ops." #type "." #name))) const type name
#define CELL_CALLBACK __attribute__((visibility("default"), noinline, section(".text.cell.callback")))
#else
#define CELL_OPS(type, name)                                                                                           \
  CELL_ALIGN_(type, 16);                                                                                               \
  extern const type name;                                                                                              \
  const type name
#define CELL_CALLBACK static
#endif

// CELL_UNSAFE("reason"): before one function or static variable that breaks a rule of the dialect for the reason given; counted per image, and an error
// where it excuses nothing.
#define CELL_UNSAFE(reason) __attribute__((annotate("cell.unsafe=" reason)))

// AFTER(fn, a, b, c): fn, an exported ATOMIC function or a CELL_CALLBACK of type void (uint64_t, uint64_t, uint64_t), is called when
// the outermost ATOMIC has committed; outside one, at once. docs/kinds.md. Needs kernel/nucleus/nucleus.h.
#define AFTER(fn, a, b, c) nucleus_after(fn, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c))

// BEFORE(fn): fn, an exported ATOMIC function or a CELL_CALLBACK of type void (void), is called as the last that the outermost ATOMIC
// does; outside one, at once. docs/kinds.md. Needs kernel/nucleus/nucleus.h.
#define BEFORE(fn) nucleus_before(fn)

// NEW(struct t): a zeroed heap object of that type, or NULL. Needs kernel/heap/heap.h.
#define NEW(type) ((type *)heap_new(sizeof(type), alignof(type), #type))

// ---- The life of a cell: found by kernel/boot through the graph, run in the order of the dependencies ----
struct cell_lifecycle {
  AS(RAW) status_t (*init)(void);  // before any task runs, interrupts off; may be null
  AS(STEPS) void (*main)(void);    // a task of this cell's own, started when all are initialised; may be null
};

// The label of the cell being compiled, as "//kernel/heap"; set by the build.
#ifndef CELL_LABEL
#define CELL_LABEL "//unknown"
#endif
