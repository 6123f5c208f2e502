// SPDX-License-Identifier: Apache-2.0
// fast: what every allocation and release takes, inline; private to kernel/ledger.
//
// Everything is looked at before anything is stored, and the stores lie side by side, so that the journal takes them as one
// group. What is not as usual (another owner than the last time, damage) is left to the
// ordinary way.
#pragma once
#include "kernel/ledger/entry.h"

// Saves its caller's registers itself, so that the usual way saves none.
ACQUIRES(&ledger.lock) __attribute__((preserve_most, noinline, cold)) static void fast_lock(void) {
  lock_enter(&ledger.lock);
}

// Four instructions where the transaction holds the lock already, as it does from its first entry to its end. ATOMIC functions
// run in transactions only, so nobody has to leave.
#ifdef __DELIAS__
ACQUIRES(&ledger.lock) TRUSTED_LOCK static inline void fast_enter(void) {
  const struct nucleus_cpu __seg_gs *cpu = NULL;
  if (ledger.lock.owner != (uint32_t)cpu->number + 1) fast_lock();
}
RELEASES(&ledger.lock) TRUSTED_LOCK static inline void fast_leave(void) {}
static inline uint32_t fast_self(void) {
  const struct nucleus_cpu __seg_gs *cpu = NULL;
  uint64_t depth = cpu->stack_top - (uint64_t)__builtin_frame_address(0);
  bool own = depth <= NUCLEUS_STACK_PAGES * UINT64_C(4096) || cpu->current == NULL;
  return (uint32_t)(own ? cpu->owner : cpu->current->owner);
}
#else
ACQUIRES(&ledger.lock) TRUSTED_LOCK static inline void fast_enter(void) {
  fast_lock();
}
RELEASES(&ledger.lock) TRUSTED_LOCK static inline void fast_leave(void) {
  lock_leave(&ledger.lock);
}
static inline uint32_t fast_self(void) {
  return ledger_self();
}
#endif

// An entry in use of the first chunk, and not the root. As in entry_exists.
HOLDS(&ledger.lock) static inline bool fast_is_near(uint32_t number) {
  return (number >> ENTRY_SHIFT | number << (32 - ENTRY_SHIFT)) - 1 < ledger.reach;
}
HOLDS(&ledger.lock) static inline struct ledger_entry *fast_at(uint32_t number) {
  return (struct ledger_entry *)(ledger.near + number);
}

// What lies there, to be looked at if it is near. In place of none something that has a link to store to.
HOLDS(&ledger.lock) static inline struct ledger_entry *fast_sibling(uint32_t number) {
  return number == 0 ? &ledger.nobody : fast_at(number);
}

// Else the way is not the usual one. Each condition a jump of its own: the compiler would compute them all and join them.
#define FAST_IF(condition)                                                                                             \
  if (__builtin_expect(!(condition), 0)) return 0

// 0: not so easily.
HOLDS(&ledger.lock) static inline uint32_t fast_add(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  uint32_t number = ledger.free;
  FAST_IF(owner == ledger.recent.owner);
  FAST_IF(object <= OBJECT_MOST);
  FAST_IF(fast_is_near(number));
  struct ledger_entry *entry = fast_at(number), *node = ledger.recent.node;
  uint32_t first = node->first, free = entry->next;
  FAST_IF(entry->owner == OWNER_FREE);
  struct ledger_entry *sibling = fast_sibling(first);
  FAST_IF(first == 0 || (fast_is_near(first) && pair_load(&sibling->owner) == owner));
  uint64_t *counter = ledger.recent.counter, acquired = *counter + 1;
  uint64_t what = pair(type_code(type) | type->is_context, (uint32_t)acquired);
  entry->word = entry_word(object, what, owner, number);
  pair_store(&entry->type, what);
  pair_store(&entry->owner, owner);
  pair_store(&entry->next, first);
  pair_store(&sibling->owner, first == 0 ? 0 : pair(owner, number));
  node->first = number;
  *counter = acquired;
  ledger.free = free;
  return number;
}

// False: not so easily.
HOLDS(&ledger.lock) static inline bool fast_remove(uint32_t number, uint64_t object) {
  FAST_IF(fast_is_near(number));
  FAST_IF(number != ledger.recent.owner);
  struct ledger_entry *entry = fast_at(number);
  uint32_t owner = entry->owner, previous = entry->previous, next = entry->next, first = entry->first;
  FAST_IF(entry_object(entry) == object);
  FAST_IF(owner < OWNER_LOST);
  FAST_IF(first == 0);
  struct ledger_entry *sibling = fast_sibling(next);
  FAST_IF(next == 0 || (fast_is_near(next) && pair_load(&sibling->owner) == pair(owner, number)));
  uint32_t *link;
  if (previous == 0) {
    FAST_IF(fast_is_near(owner));
    link = &fast_at(owner)->first;
  } else {
    FAST_IF(fast_is_near(previous));
    FAST_IF(fast_at(previous)->owner == owner);
    link = &fast_at(previous)->next;
  }
  FAST_IF(*link == number);
  uint32_t free = ledger.free;
  pair_store(&sibling->owner, next == 0 ? 0 : pair(owner, previous));
  *link = next;
  pair_store(&entry->owner, OWNER_FREE);
  pair_store(&entry->next, free);
  ledger.free = number;
  return true;
}
