// SPDX-License-Identifier: Apache-2.0
// mend: what is done about damage: entries that fail their check, links that lead elsewhere. Each looks through the whole
// table: damage is rare, and what an entry says of its owner is enough to find where it belongs.
#include "kernel/ledger/entry.h"
#include "kernel/log/log.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// The whole entry with a link to `number`. 0, which the root never is in a list to say, is told by *link: null, nothing.
HOLDS(&ledger.lock) static uint32_t leader_of(uint32_t number, uint32_t **link) {
  for (uint32_t i = ENTRY_ROOT; i < entry_end(); i += ENTRY_BYTES) {
    struct ledger_entry *entry = entry_find(i);
    if (entry == NULL || i == number || (entry->next != number && entry->first != number)) continue;
    *link = entry->next == number ? &entry->next : &entry->first;
    return i;
  }
  *link = NULL;
  return 0;
}

uint32_t *mend_link_to(uint32_t number) {
  ledger.mended++;
  LOG(LOG_ERROR, "entry %u is not led to by what it says it follows", number);
  uint32_t *link;
  leader_of(number, &link);
  return link;
}

// The whole child of `owner` (OWNER_LOST: of anybody) that says it follows `previous`, other than `but`. 0: none.
HOLDS(&ledger.lock) static uint32_t follower(uint32_t owner, uint32_t previous, uint32_t but) {
  for (uint32_t i = ENTRY_FIRST; i < entry_end(); i += ENTRY_BYTES) {
    const struct ledger_entry *entry = entry_find(i);
    if (entry == NULL || i == but || entry->previous != previous) continue;
    if (owner == OWNER_LOST || entry->owner == owner) return i;
  }
  return 0;
}

void mend_quarantine(uint32_t number, const char *why) {
  struct ledger_entry *entry = entry_at(number);
  LOG(LOG_ERROR, "entry %u is quarantined: %s (object 0x%llx, type %x, owner %u)", number, why,
      (unsigned long long)entry_object(entry), entry->type, entry->owner);
  uint32_t *link, leader = leader_of(number, &link), after = follower(OWNER_LOST, number, number);
  table_forget(number);
  pair_store(&entry->owner, pair(OWNER_LOST, 0));
  pair_store(&entry->next, pair(0, entry->first));
  ledger.quarantined++;
  ledger.lost++;
  if (link != NULL) *link = after;
  if (after == 0) return;
  uint32_t previous = link != NULL && link == &entry_at(leader)->next ? leader : 0;
  pair_store(&entry_at(after)->owner, pair(entry_at(after)->owner, previous));
}

// Whether `to` is the child that was meant though it does not lead back: nobody else leads to it.
HOLDS(&ledger.lock) static bool only_forgot(uint32_t to, uint32_t owner, uint32_t previous) {
  const struct ledger_entry *entry = to >= ENTRY_FIRST ? entry_find(to) : NULL;
  return entry != NULL && entry->owner == owner && to != previous && entry_link_to(to, owner, entry->previous) == NULL;
}

uint32_t mend_link(uint32_t owner, uint32_t previous) {
  struct ledger_entry *from = entry_at(previous != 0 ? previous : owner);
  uint32_t *link = previous != 0 ? &from->next : &from->first, to = *link;
  LOG(LOG_ERROR, "entry %u led to %u, which does not lead back", previous != 0 ? previous : owner, to);
  ledger.mended++;
  if (to >= ENTRY_FIRST && entry_exists(to) && entry_is_damaged(to)) {
    mend_quarantine(to, "its check does not hold");
    if (*link == 0 || entry_follows(*link, owner, previous)) return *link;
  }
  if (only_forgot(to, owner, previous))
    pair_store(&entry_at(to)->owner, pair(owner, previous));
  else
    *link = follower(owner, previous, previous);
  return *link;
}

#pragma clang attribute pop
