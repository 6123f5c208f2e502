// SPDX-License-Identifier: Apache-2.0
// table: the steps of entering and removing that every allocation pays for, inline; private to kernel/ledger. With the
// lock held.
#pragma once
#include "kernel/ledger/entry.h"

// Whether so many more than the used ones fit.
HOLDS(&ledger.lock) static inline bool table_has(uint32_t entries) {
  return (ledger.count + entries) * ENTRY_BYTES <= ledger.near_size + ledger.chunks * CHUNK_BYTES;
}

// Takes the first of this processor's free entries; 0: it has none, or what it has is none.
HOLDS(&ledger.lock) static inline uint32_t table_take_here(struct ledger_local *mine) {
  uint32_t number = mine->free;
  if (number == 0 || !entry_exists(number)) return 0;
  const struct ledger_entry *entry = entry_at(number);
  if (entry->owner != OWNER_FREE) return 0;
  mine->free_word = pair(entry->next, mine->frees - 1);
  return number;
}

// A free entry's number; of those that were never used, `keep` are left. 0: no memory. With the locks of all, or where this processor has one.
HOLDS(&ledger.lock) static inline uint32_t table_take(uint32_t keep) {
  uint32_t number = table_take_here(local_here());
  return number != 0 ? number : table_take_elsewhere(keep);
}

// It is in no list.
HOLDS(&ledger.lock) static inline void table_give(uint32_t number, struct ledger_entry *entry) {
  struct ledger_local *mine = local_here();
  pair_store(&entry->owner, pair(OWNER_FREE, 0));
  pair_store(&entry->next, pair(mine->free, 0));
  mine->free_word = pair(number, mine->frees + 1);
}

// Makes `number` the first child of `owner`, whose entry `node` is: all but its own links, of which `next` is returned.
HOLDS(&ledger.lock) static inline uint32_t table_link(uint32_t number, uint32_t owner, struct ledger_entry *node) {
  uint32_t first = node->first;
  if (first != 0 && !entry_follows(first, owner, 0)) first = mend_link(owner, 0);
  if (first != 0) pair_store(&entry_at(first)->owner, pair(owner, number));
  node->first = number;
  return first;
}
