// SPDX-License-Identifier: Apache-2.0
// bury: releasing what the dead owned, and what an abandoned request had acquired. One object at a time: chosen in one
// transaction, released in the next by the function that its owner would have called.
#include "kernel/ledger/table.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// A release that was begun this often and did not remove its entry is not begun again.
enum { TRIES = 2 };

// The newest of the deepest below `number`: children go before their owner.
HOLDS(&ledger.lock) static uint32_t leaf_of(uint32_t number) {
  for (uint32_t steps = 0; steps < ledger.count; steps++) {
    uint32_t child = walk_child(number, 0);
    if (child == 0) break;
    number = child;
  }
  return number;
}

// False: it is given up.
HOLDS(&ledger.lock) static bool attempt(struct ledger_attempt *last, uint32_t number, uint64_t object) {
  if (last->entry != number || last->object != object)
    *last = (struct ledger_attempt){.entry = number, .object = object};
  if (last->tries == TRIES) {
    mend_quarantine(number, "its release was begun twice and did not end");
    *last = (struct ledger_attempt){0};
    return false;
  }
  last->tries++;
  return true;
}

// Nodes of which nothing is left go at once.
HOLDS(&ledger.lock) static bool choose(struct ledger_attempt *last, uint32_t number, struct ledger_work *work) {
  struct ledger_entry *entry = entry_at(number);
  const struct ledger_type *type = type_of(entry->type);
  *work = (struct ledger_work){.entry = number, .object = entry_object(entry), .release = type->release};
  if (!attempt(last, number, work->object)) return false;
  if (work->release == NULL) {
    table_unlink(number, entry);
    table_forget(number);
    table_give(number, entry);
  }
  return true;
}

HOLDS(&ledger.lock) static bool is_dead(uint32_t number, uint64_t object) {
  const struct ledger_entry *entry = entry_find(number);
  if (entry == NULL || entry_object(entry) != object) return false;
  for (uint32_t steps = 0; entry != NULL && entry->owner != ENTRY_DEAD && steps < ledger.count; steps++)
    entry = entry->owner != ENTRY_ROOT ? entry_find(entry->owner) : NULL;
  return entry != NULL;
}

bool ledger_next_burial(struct ledger_work *work) {
  bool found = work->done;
  local_enter_all();
  if (!found && work->entry != 0) {
    // Made again: what was chosen may be released by now.
    if (is_dead(work->entry, work->object)) {
      found = choose(&ledger.burial, work->entry, work);
    } else {
      work->release = NULL;
      found = true;
    }
  }
  for (uint32_t dead; ledger.count != 0 && table_start() && !found && (dead = walk_child(ENTRY_DEAD, 0)) != 0;)
    found = choose(&ledger.burial, leaf_of(dead), work);
  local_leave_all();
  return found;
}

// The owner's newest child, if that was acquired after the mark. The counter is asked how long ago, so that it may wrap.
HOLDS(&ledger.lock) static uint32_t newest_since(uint32_t owner, uint64_t mark) {
  const struct ledger_entry *node = owner >= ENTRY_FIRST ? entry_find(owner) : NULL;
  const uint64_t *counter = node != NULL ? entry_counter(node) : NULL;
  uint32_t child = counter != NULL ? walk_child(owner, 0) : 0;
  if (child == 0 || *counter <= mark) return 0;
  return (uint32_t)*counter - entry_at(child)->sequence < *counter - mark ? child : 0;
}

// Nothing of its later acquisitions is left: what is made again gets the numbers that it had.
HOLDS(&ledger.lock) static void count_anew(uint32_t owner, uint64_t mark) {
  const struct ledger_entry *node = owner >= ENTRY_FIRST ? entry_find(owner) : NULL;
  uint64_t *counter = node != NULL ? entry_counter(node) : NULL;
  if (counter != NULL && *counter > mark) *counter = mark;
  ledger.abandonment = (struct ledger_attempt){0};
}

bool ledger_next_abandoned(uint32_t owner, uint64_t mark, struct ledger_work *work) {
  bool found = false;
  local_enter_all();
  for (uint32_t child; !found && (child = newest_since(owner, mark)) != 0;)
    found = choose(&ledger.abandonment, leaf_of(child), work);
  if (!found) count_anew(owner, mark);
  local_leave_all();
  return found;
}

HOLDS(&ledger.lock) static bool forget(struct ledger_attempt *last, const struct ledger_work *work) {
  bool is_it = last->entry == work->entry && last->object == work->object;
  if (is_it) *last = (struct ledger_attempt){0};
  return is_it;
}

// A release that came back without having removed its entry is left to be chosen again, with its tries.
void ledger_end_release(struct ledger_work *work) {
  local_enter_all();
  const struct ledger_entry *entry = entry_find(work->entry);
  if (!work->done && (entry == NULL || entry_object(entry) != work->object || work->release == NULL)) {
    ledger.released += forget(&ledger.burial, work);
    (void)forget(&ledger.abandonment, work);
  }
  work->done = true;
  local_leave_all();
}

bool ledger_bury_one(struct ledger_work *work) {
  if (work->done) return true;
  if (!ledger_next_burial(work)) return false;
  if (work->release != NULL) work->release(work->object);
  ledger_end_release(work);
  return true;
}

void ledger_release_since(uint32_t owner, uint64_t mark) {
  struct ledger_work work;
  while (ledger_next_abandoned(owner, mark, &work)) {
    if (work.release != NULL) work.release(work.object);
    ledger_end_release(&work);
  }
}

#pragma clang attribute pop
