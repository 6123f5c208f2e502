// SPDX-License-Identifier: Apache-2.0
// crasher: changes its state in four forms, in a transaction each, and faults where it was told to.
#include "cells/demo/crasher/crasher.h"

#include "cells/demo/crasher/ways.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"

enum { TEXT = 48, TOKENS = 8 };

// Each change counts all of them up, one after another: a half of it shows.
struct crasher_state {
  struct lock lock;
  uint64_t changes, notes;
  uint8_t small;
  uint16_t middle;
  uint32_t large;
  uint8_t text[TEXT];
  uint32_t entries[TOKENS];  // of the tokens that are taken
};
CELL_STATE(struct crasher_state, crasher);

struct crasher_thing {
  uint64_t use[8];
};

CELL_CALLBACK bool crasher_check(void) {
  bool holds = crasher.small == (uint8_t)crasher.changes && crasher.middle == (uint16_t)crasher.changes &&
               crasher.large == (uint32_t)crasher.changes;
  for (uint32_t i = 0; i < TEXT; i++)
    holds = holds && crasher.text[i] == (uint8_t)crasher.changes;
  return holds;
}
CELL_CHECK(crasher, crasher_check);

void crasher_look(struct crasher_view *view) {
  lock_enter(&crasher.lock);
  *view = (struct crasher_view){.changes = crasher.changes, .notes = crasher.notes, .holds = crasher_check()};
  for (uint32_t i = 0; i < TOKENS; i++)
    view->tokens += crasher.entries[i] != LEDGER_NONE;
  lock_leave(&crasher.lock);
}

// Behind the commit.
CELL_CALLBACK void crasher_note(uint64_t notes, uint64_t, uint64_t) {
  lock_enter(&crasher.lock);
  crasher.notes += notes;
  if (ways_due(CRASHER_AFTER)) ways_fault(CRASHER_NULL);
  lock_leave(&crasher.lock);
}

// Far more stores than a journal of 64 KiB has room for; each is undone.
static void change_too_much(void) {
  for (uint64_t i = 0; i < 100'000; i++)
    crasher.text[i % TEXT] = (uint8_t)i;
}

static void fault_if_due(void) {
  static const enum crasher_way ways[] = {CRASHER_NULL,      CRASHER_ASSERT,    CRASHER_TYPE,
                                          CRASHER_UNDEFINED, CRASHER_ALLOCATOR, CRASHER_KILLED};
  for (uint32_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
    if (ways_due(ways[i])) ways_fault(ways[i]);
  if (ways_due(CRASHER_JOURNAL)) change_too_much();
}

status_t crasher_change(struct crasher_work *work) {
  lock_enter(&crasher.lock);
  struct crasher_thing *thing = NEW(struct crasher_thing);
  if (thing == NULL) return lock_leave(&crasher.lock), NO_MEMORY;
  thing->use[0] = crasher.changes++;
  crasher.small++;
  work->done++;
  AFTER(crasher_note, 1, 0, 0);
  crasher.middle++;
  fault_if_due();
  for (uint32_t i = 0; i < TEXT; i++)
    crasher.text[i] = (uint8_t)crasher.changes;
  crasher.large++;
  heap_delete(thing);
  lock_leave(&crasher.lock);
  return OK;
}

CELL_CALLBACK void crasher_token_release(uint64_t token) {
  crasher_token_give(token);
}
CELL_OPS(struct ledger_type, crasher_token_type) = {.name = "crasher token", .release = crasher_token_release};

status_t crasher_token_take(uint32_t *token) {
  uint32_t slot = 0;
  lock_enter(&crasher.lock);
  while (slot < TOKENS && crasher.entries[slot] != LEDGER_NONE)
    slot++;
  status_t status = slot == TOKENS ? FULL : OK;
  if (status == OK) {
    crasher.entries[slot] = ledger_add(ledger_self(), &crasher_token_type, slot);
    status = crasher.entries[slot] == LEDGER_NONE ? NO_MEMORY : OK;
    *token = slot;
  }
  lock_leave(&crasher.lock);
  return status;
}

void crasher_token_give(uint64_t token) {
  lock_enter(&crasher.lock);
  uint32_t entry = crasher.entries[token];
  crasher.entries[token] = LEDGER_NONE;
  if (ways_due(CRASHER_RELEASE)) ways_fault(CRASHER_NULL);
  ledger_remove(entry, token);
  lock_leave(&crasher.lock);
}

// Calls within calls: each is a request of its own.
status_t crasher_nest(uint64_t depth) {
  return depth == UINT64_MAX ? OK : crasher_nest(depth + 1);
}

// What it needs on its way it acquires anew each time; how far it has come is in the client's cursor.
status_t crasher_work(struct crasher_work *work) {
  uint32_t token;
  struct crasher_thing *thing = NEW(struct crasher_thing);
  if (thing == NULL) return NO_MEMORY;
  status_t status = crasher_token_take(&token);
  bool has_token = status == OK;
  while (status == OK && work->done < work->most) {
    status = crasher_change(work);
    if (ways_due(CRASHER_STEPS) || ways_is_due(CRASHER_RELEASE)) ways_fault(CRASHER_NULL);
    if (ways_due(CRASHER_STACK)) ways_fault(CRASHER_STACK);
    if (ways_due(CRASHER_INTERRUPT)) ways_fault(CRASHER_INTERRUPT);
    if (ways_due(CRASHER_NESTED)) status = crasher_nest(0);
  }
  if (has_token) crasher_token_give(token);
  heap_delete(thing);
  return status;
}
