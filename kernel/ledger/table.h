// SPDX-License-Identifier: Apache-2.0
// table: the steps of entering and removing that every allocation pays for, inline; private to kernel/ledger. With the
// lock held.
#pragma once
#include "kernel/ledger/entry.h"

// Whether so many more than the used ones fit.
HOLDS(&ledger.lock) static inline bool table_has(uint32_t entries) {
  return (ledger.count + entries) * ENTRY_BYTES <= ledger.near_size + ledger.chunks * CHUNK_BYTES;
}

// A free entry's number, which leaves `keep` that were never used; 0: no memory.
HOLDS(&ledger.lock) static inline uint32_t table_take(uint32_t keep) {
  uint32_t number = ledger.free;
  if (number == 0 || !entry_exists(number)) return table_grow(keep);
  const struct ledger_entry *entry = entry_at(number);
  if (entry->owner != OWNER_FREE) return table_grow(keep);
  ledger.free = entry->next;
  return number;
}

// It is in no list.
HOLDS(&ledger.lock) static inline void table_give(uint32_t number, struct ledger_entry *entry) {
  table_forget(number);
  pair_store(&entry->owner, pair(OWNER_FREE, 0));
  pair_store(&entry->next, pair(ledger.free, 0));
  ledger.free = number;
}

// Makes `number` the first child of `owner`, whose entry `node` is: all but its own links, of which `next` is returned.
HOLDS(&ledger.lock) static inline uint32_t table_link(uint32_t number, uint32_t owner, struct ledger_entry *node) {
  uint32_t first = node->first;
  if (first != 0 && !entry_follows(first, owner, 0)) first = mend_link(owner, 0);
  if (first != 0) pair_store(&entry_at(first)->owner, pair(owner, number));
  node->first = number;
  return first;
}

HOLDS(&ledger.lock) static inline void table_unlink(uint32_t number, const struct ledger_entry *entry) {
  uint32_t owner = entry->owner, previous = entry->previous, next = entry->next;
  if (next != 0 && !entry_follows(next, owner, number)) next = mend_link(owner, number);
  if (next != 0) pair_store(&entry_at(next)->owner, pair(owner, previous));
  uint32_t *link = entry_link_to(number, owner, previous);
  if (link == NULL) link = mend_link_to(number);
  if (link != NULL) *link = next;
}
