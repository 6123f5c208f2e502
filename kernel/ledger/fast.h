// SPDX-License-Identifier: Apache-2.0
// fast: what every allocation and release takes, inline; private to kernel/ledger.
//
// Everything is looked at before anything is stored, and the stores lie side by side, so that the journal takes them as one
// group. What is not as usual (another owner than the last time, one that is at home elsewhere, damage) is left to the
// ordinary way.
#pragma once
#include "kernel/ledger/entry.h"

// Saves its caller's registers itself, so that the usual way saves none.
ACQUIRES(&ledger.lock)
__attribute__((preserve_most, noinline, cold)) TRUSTED_LOCK static void fast_lock(struct ledger_local *mine) {
  if (mine->is_known)
    lock_enter(&mine->lock);
  else
    local_enter_first(mine);
}

// Six instructions where the transaction holds this processor's lock already, as it does from its first entry to its end. ATOMIC functions
// run in transactions only, so nobody has to leave.
#ifdef __DELIAS__
ACQUIRES(&ledger.lock) TRUSTED_LOCK static inline struct ledger_local *fast_enter(void) {
  const struct nucleus_cpu __seg_gs *cpu = NULL;
  uint64_t number = cpu->number;
  struct ledger_local *mine = &ledger.local[number];
  if (mine->lock.owner != (uint32_t)number + 1) fast_lock(mine);
  return mine;
}
RELEASES(&ledger.lock) TRUSTED_LOCK static inline void fast_leave(void) {}
static inline uint32_t fast_self(void) {
  const struct nucleus_cpu __seg_gs *cpu = NULL;
  uint64_t depth = cpu->stack_top - (uint64_t)__builtin_frame_address(0);
  bool own = depth <= NUCLEUS_STACK_PAGES * UINT64_C(4096) || cpu->current == NULL;
  return (uint32_t)(own ? cpu->owner : cpu->current->owner);
}
#else
ACQUIRES(&ledger.lock) TRUSTED_LOCK static inline struct ledger_local *fast_enter(void) {
  fast_lock(local_here());
  return local_here();
}
RELEASES(&ledger.lock) TRUSTED_LOCK static inline void fast_leave(void) {
  for (uint32_t i = 0; i < LEDGER_CPUS; i++)
    if (lock_is_mine(&ledger.local[i].lock)) lock_leave(&ledger.local[i].lock);
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
HOLDS(&ledger.lock) static inline struct ledger_entry *fast_sibling(struct ledger_local *mine, uint32_t number) {
  return number == 0 ? &mine->nobody : fast_at(number);
}

// Whether what that one owns is changed under this processor's lock.
HOLDS(&ledger.lock) static inline bool fast_is_home(const struct ledger_local *mine, uint32_t owner) {
  return fast_is_near(owner) && (fast_at(owner)->type & TYPE_COUNTS) != 0 && &ledger.local[*local_home(owner)] == mine;
}

// Else the way is not the usual one. Each condition a jump of its own: the compiler would compute them all and join them.
#define FAST_IF(condition)                                                                                             \
  if (__builtin_expect(!(condition), 0)) return 0

// 0: not so easily.
HOLDS(&ledger.lock)
static inline uint32_t fast_add(struct ledger_local *mine, uint32_t owner, const struct ledger_type *type,
                                uint64_t object) {
  uint64_t free_word = mine->free_word;
  uint32_t number = (uint32_t)free_word;
  FAST_IF(owner == mine->recent.owner);
  FAST_IF(object <= OBJECT_MOST);
  FAST_IF(fast_is_near(number));
  struct ledger_entry *entry = fast_at(number), *node = mine->recent.node;
  uint32_t first = node->first;
  uint64_t free = (free_word - number) - (UINT64_C(1) << 32) + entry->next;
  FAST_IF(entry->owner == OWNER_FREE);
  struct ledger_entry *sibling = fast_sibling(mine, first);
  FAST_IF(first == 0 || (fast_is_near(first) && pair_load(&sibling->owner) == owner));
  uint64_t *counter = mine->recent.counter, acquired = *counter + 1;
  uint64_t what = pair(type_code(type) | type->is_context, (uint32_t)acquired);
  entry->word = entry_word(object, what, owner, number);
  pair_store(&entry->type, what);
  pair_store(&entry->owner, owner);
  pair_store(&entry->next, first);
  pair_store(&sibling->owner, first == 0 ? 0 : pair(owner, number));
  node->first = number;
  *counter = acquired;
  mine->free_word = free;
  return number;
}

// False: not so easily.
HOLDS(&ledger.lock) static inline bool fast_remove(struct ledger_local *mine, uint32_t number, uint64_t object) {
  FAST_IF(fast_is_near(number));
  struct ledger_entry *entry = fast_at(number);
  uint32_t owner = entry->owner, previous = entry->previous, next = entry->next, first = entry->first;
  FAST_IF(entry_object(entry) == object);
  if (ledger.cpus > 1) {
    FAST_IF((entry->type & TYPE_FLAGS) == 0);
    FAST_IF(owner == mine->recent.owner || fast_is_home(mine, owner));
  } else {
    FAST_IF(number != mine->recent.owner);
    FAST_IF(owner < OWNER_LOST);
  }
  FAST_IF(first == 0);
  struct ledger_entry *sibling = fast_sibling(mine, next);
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
  uint64_t free_word = mine->free_word;
  FAST_IF(free_word >> 32 < FREE_MOST);
  pair_store(&sibling->owner, next == 0 ? 0 : pair(owner, previous));
  *link = next;
  pair_store(&entry->owner, OWNER_FREE);
  pair_store(&entry->next, (uint32_t)free_word);
  mine->free_word = (free_word & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32) + number;
  return true;
}
