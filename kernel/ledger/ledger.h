// SPDX-License-Identifier: Apache-2.0
// ledger: who owns what. A tree of 32-byte entries: an entry says that an object of some type belongs to a node; nodes
// (a task, a cell, a CPU, an object that owns others) are entries themselves. docs/ledger.md.
//
// Changes are made inside the transaction that acquires or releases the object, so an undo takes both back together. When
// a node is disowned (ledger_disown), what it owns is released by the undertaker, children first, each by the release
// function of its type in a transaction of its own.
//
// Context  ledger_add and the like: inside or outside transactions, also in interrupts; no blocking.
// Owns     the table's frames.
// State    `ledger`.
// Errors   LEDGER_NONE: no memory for the entry, or its owner is dying: the caller gives the object back and answers
//          NO_MEMORY. An entry that does not pass its check is quarantined: counted, logged, never followed.
#pragma once
#include "kernel/base/cell.h"

enum : uint32_t { LEDGER_NONE = 0, LEDGER_SELF = 0xffffffff };  // as an owner: whoever acquires, as ledger_self() tells
enum { LEDGER_TYPE_NAME = 24, LEDGER_NAME = 60, LEDGER_RESERVE = 64 };

// What an object is: CELL_OPS(struct ledger_type, heap_block_type) = {.name = "heap block", .release = ...};
struct ledger_type {
  char name[LEDGER_TYPE_NAME];
  // Gives the object back, its entry too (by the very function that its owner would have called). ATOMIC. Null: a node of
  // which nothing is left to do but to remove the entry.
  AS(ATOMIC) void (*release)(uint64_t object);
  // READ: what it takes, for `own`; may be null: nothing. Asked without a lock: the object may just have gone.
  AS(READ) uint64_t (*bytes)(uint64_t object);
  // The object is the address of something that begins with a struct nucleus_context (a task), whose `acquired` counts
  // what is added under it.
  bool is_context;
  // READ: what people call it, as "3 'shell'" of a task; may be null. Asked as `bytes` is.
  AS(READ) void (*describe)(uint64_t object, char *text, uint32_t size);
};

// Whoever acquires: the running task, or this CPU's own node (boot, interrupts, the scheduler). LEDGER_NONE: the latter,
// which has no node yet.
READ uint32_t ledger_self(void);
// Enters an object under `owner` (LEDGER_SELF for most; LEDGER_NONE: this CPU's node). `type` is the gate-stable address
// of a CELL_OPS table. The caller keeps the entry's number with the object. object: an address or a number below 2^48.
ATOMIC uint32_t ledger_add(uint32_t owner, const struct ledger_type *type, uint64_t object);
// Whether whoever acquires can own, and LEDGER_RESERVE objects can be entered by ledger_add_reserved, of which none fails then
// for want of memory, up to the end of the transaction: what is acquired and released in one transaction need not be entered
// at all, and the decision can be left to its end.
ATOMIC bool ledger_reserve(void);
// As ledger_add, out of the reserve. LEDGER_SELF takes it along if it is dying by now: it acquired the object before. If it is
// damaged by now, this CPU's node is the owner.
ATOMIC uint32_t ledger_add_reserved(uint32_t owner, const struct ledger_type *type, uint64_t object);
// LEDGER_NONE is allowed; must name the object that was entered, else nothing happens and it is counted and logged. What
// the object itself owned is the undertaker's.
ATOMIC void ledger_remove(uint32_t entry, uint64_t object);
// A change of owner (LEDGER_NONE: to this CPU's node). NOT_FOUND: no such entry, or the owner is dying. INVALID: the owner
// is the entry itself or below it.
ATOMIC status_t ledger_move(uint32_t entry, uint64_t object, uint32_t owner);
// The node of a cell's own things, by the cell's label ("//kernel/task"), made at first use: for objects that are linked
// into a cell's state and so outlive whoever asked for them. LEDGER_NONE: no memory.
ATOMIC uint32_t ledger_cell(const char *label);

// Death: from now on nothing is added under it; the undertaker releases everything below it and then itself.
ATOMIC void ledger_disown(uint32_t node);
// What is being released; the caller's cursor: zeroed before each object, and left alone while the call may be made again.
struct ledger_work {
  uint32_t entry;
  bool done, unused[3];  // no padding: nobody would say what is in it
  uint64_t object;
  AS(ATOMIC) void (*release)(uint64_t object);
};
// One step of the undertaker's work: releases one object of a disowned node. False: nothing is left to do.
STEPS bool ledger_bury_one(struct ledger_work *work);
// The undertaker's: fn, a gate's address, is called by AFTER when there is work. Null: nobody.
ATOMIC void ledger_set_notice(AS(ATOMIC) void (*fn)(uint64_t, uint64_t, uint64_t));
// Releases what `owner` has acquired since its mark (struct nucleus_context.acquired at that time), newest first.
STEPS void ledger_release_since(uint32_t owner, uint64_t mark);

// The transactions that the two above are made of; for nobody else.
ATOMIC bool ledger_next_burial(struct ledger_work *work);
ATOMIC bool ledger_next_abandoned(uint32_t owner, uint64_t mark, struct ledger_work *work);
ATOMIC void ledger_end_release(struct ledger_work *work);

struct ledger_info {  // a copy, for `own`
  uint32_t entry, owner, depth;
  uint32_t children;
  uint64_t object, bytes, sequence;
  bool is_node, dying;  // a cell, a CPU, a task; disowned
  char type[LEDGER_TYPE_NAME];
  char name[LEDGER_NAME];  // a cell's label, a CPU's number, what its type says of it; may be empty
};
// Entries in order of the tree, a node before what it owns. Start with cursor 0. NOT_FOUND: no more. BUSY: the entry that
// the cursor was at is gone; start again.
READ status_t ledger_next(uint32_t *cursor, struct ledger_info *info);
READ status_t ledger_look(uint32_t entry, struct ledger_info *info);  // NOT_FOUND: no such entry
// Owns nothing, and nobody is waiting to be buried: its object may be released at once, without a disowning.
READ bool ledger_is_bare(uint32_t node);
READ bool ledger_lives(uint32_t entry);  // there is one, and it is not disowned
struct ledger_statistics {
  uint64_t entries, capacity, frames, moved, released, quarantined, mended, refused;
};
READ void ledger_statistics(struct ledger_statistics *out);
READ bool ledger_check(void);  // every entry's check, link and owner holds, and all are reached from the root
// The same of a hundred entries, spread over the table, and of the first free ones: quick, whatever the table's size.
READ bool ledger_check_briefly(void);
// Links all entries again by what they say of their owners. CORRUPT: something is still wrong.
ATOMIC status_t ledger_rebuild(void);
