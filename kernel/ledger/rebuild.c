// SPDX-License-Identifier: Apache-2.0
// rebuild: the links of the whole tree made right again by what the entries themselves say, which is under their check. It
// changes what is wrong only: most of the table may be right, and a transaction's journal is finite.
#include "kernel/ledger/entry.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

enum { FREED_MOST = 2000 };  // entries that one rebuild makes free again: 16 bytes of the journal each

// Links a whole entry that nothing leads to in front of its owner's children; then, since what followed it does not any more,
// those one after the other.
HOLDS(&ledger.lock) static void relink(uint32_t number) {
  for (uint32_t steps = 0, after; number != 0 && steps < ledger.count; steps++, number = after) {
    struct ledger_entry *entry = entry_at(number), *owner = entry_at(entry->owner);
    after = entry->next != 0 && table_link_is_sound(entry->next, entry->owner, number) ? entry->next : 0;
    uint32_t first = table_link_is_sound(owner->first, entry->owner, 0) ? owner->first : 0;
    pair_store(&entry->owner, pair(entry->owner, 0));
    pair_store(&entry->next, pair(first, entry->first));
    owner->first = number;
    if (first != 0) pair_store(&entry_at(first)->owner, pair(entry->owner, number));
  }
}

HOLDS(&ledger.lock) static void free_again(void) {
  uint32_t count = 0;
  local_forget();
  for (uint32_t i = ENTRY_FIRST; i < entry_end() && count < FREED_MOST; i += ENTRY_BYTES) {
    if (entry_at(i)->owner != OWNER_FREE) continue;
    if (entry_at(i)->next != ledger.free) entry_at(i)->next = ledger.free;
    ledger.free = i;
    count++;
  }
}

status_t ledger_rebuild(void) {
  local_enter_all();
  if (ledger.count != 0) {
    (void)table_start();
    for (uint32_t i = ENTRY_FIRST; i < entry_end(); i += ENTRY_BYTES)
      if (entry_is_damaged(i)) mend_quarantine(i, "its check does not hold");
    for (uint32_t i = ENTRY_ROOT; i < entry_end(); i += ENTRY_BYTES) {
      const struct ledger_entry *entry = entry_find(i);
      if (entry == NULL) continue;
      if (!table_link_is_sound(entry->first, i, 0)) mend_link(i, 0);
      if (i >= ENTRY_FIRST && !table_link_is_sound(entry->next, entry->owner, i)) mend_link(entry->owner, i);
    }
    for (uint32_t i = ENTRY_FIRST; i < entry_end(); i += ENTRY_BYTES) {
      const struct ledger_entry *entry = entry_find(i);
      if (entry == NULL || !entry_exists(entry->owner)) continue;
      if (entry_link_to(i, entry->owner, entry->previous) == NULL) relink(i);
    }
    free_again();
  }
  bool holds = ledger_check();
  local_leave_all();
  return holds ? OK : CORRUPT;
}

CELL_REBUILD(ledger, ledger_rebuild);

#pragma clang attribute pop
