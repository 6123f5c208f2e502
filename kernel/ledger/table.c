// SPDX-License-Identifier: Apache-2.0
// table: how the table of entries grows, chunk by chunk. Entries that were never used are not touched, so a new chunk costs
// no stores.
#include "kernel/ledger/table.h"

#include "kernel/log/log.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

void *table_frames(uint32_t order) {
  uint64_t physical = 0;
  if (frames_take(order, &physical) != OK) return NULL;
  void *block = frames_direct(physical);
  // Null: boot has not said yet where frames are seen.
  if (block == NULL && frames_give(physical, order) != OK) LOG(LOG_ERROR, "frames could not be given back");
  return block;
}

// Makes that so many more than the used ones fit.
HOLDS(&ledger.lock) static bool chunk_for(uint32_t entries) {
  if (table_has(entries)) return true;
  const void *chunk = ledger.chunks < CHUNKS ? table_frames(CHUNK_ORDER) : NULL;
  if (chunk == NULL) return false;
  ledger.chunk[ledger.chunks] = (uint64_t)chunk - (uint64_t)ledger.chunks * CHUNK_BYTES;
  ledger.chunks++;
  return true;
}

HOLDS(&ledger.lock) static bool near_chunk(uint32_t order) {
  void *chunk = table_frames(order);
  if (chunk == NULL) return false;
  ledger.near = (uint64_t)chunk;
  ledger.near_size = FRAME_SIZE << order;
  return true;
}

HOLDS(&ledger.lock) static void set_count(uint32_t count) {
  ledger.count = count;
  uint32_t end = entry_end();
  ledger.reach = (end < ledger.near_size ? end : ledger.near_size) / ENTRY_BYTES - 1;
}

void table_forget(uint32_t number) {
  for (uint32_t i = 0; i == 0 || i < ledger.cpus; i++)
    if (ledger.local[i].recent.owner == number) ledger.local[i].recent.owner = OWNER_LOST;
}

// Entry 0 answers to itself; the dead are its only child that is not in its list, so nothing can take them out. All but their
// links is known, so damage to that is undone.
HOLDS(&ledger.lock) static void set_permanent(uint32_t number, const struct ledger_type *type) {
  if (entry_find(number) != NULL) return;
  struct ledger_entry *entry = entry_at(number);
  entry->word = entry_word(0, type_code(type), ENTRY_ROOT, number);
  pair_store(&entry->type, pair(type_code(type), 0));
  pair_store(&entry->owner, pair(ENTRY_ROOT, OWNER_LOST));  // nobody's next or first
}

bool table_start(void) {
  if (ledger.count == 0) {
    if (!near_chunk(NEAR_ORDER) && !near_chunk(CHUNK_ORDER)) return false;
    set_count(ENTRY_FIRST / ENTRY_BYTES);
    for (uint32_t i = 0; i < LEDGER_CPUS; i++)
      ledger.local[i].recent.owner = OWNER_LOST;
    *entry_at(ENTRY_ROOT) = *entry_at(ENTRY_DEAD) = (struct ledger_entry){0};
  }
  set_permanent(ENTRY_ROOT, &ledger_root_type);
  set_permanent(ENTRY_DEAD, &ledger_dead_type);
  return true;
}

static_assert(LEDGER_RESERVE < CHUNK_ENTRIES, "one more chunk is enough");

bool table_reserve(uint32_t entries) {
  return table_start() && chunk_for(entries);
}

uint32_t table_lose(uint32_t number) {
  LOG(LOG_ERROR, "the list of free entries led to %u, which is none; the rest of the list is not used again", number);
  ledger.mended++;
  return 0;
}

// A number that was never used before, which leaves `keep` such; 0: no memory.
HOLDS(&ledger.lock) static uint32_t grow(uint32_t keep) {
  if (!table_start() || !chunk_for(keep + 1)) return 0;
  uint32_t number = entry_end();
  set_count(ledger.count + 1);
  pair_store(&entry_at(number)->owner, OWNER_FREE);  // memory may still hold what looks like an entry
  return number;
}

uint32_t table_take_elsewhere(uint32_t keep) {
  struct ledger_local *mine = local_here();
  if (mine->free != 0) mine->free_word = table_lose(mine->free);
  if (ledger.free != 0 && local_refill()) return table_take_here(mine);
  uint32_t number = grow(keep);
  return number != 0 || !local_rob() ? number : table_take_here(mine);
}

bool table_link_is_sound(uint32_t to, uint32_t owner, uint32_t previous) {
  return to == 0 || (entry_follows(to, owner, previous) && entry_find(to) != NULL);
}

void table_unlink(uint32_t number, const struct ledger_entry *entry) {
  uint32_t owner = entry->owner, previous = entry->previous, next = entry->next;
  if (next != 0 && !entry_follows(next, owner, number)) next = mend_link(owner, number);
  if (next != 0) pair_store(&entry_at(next)->owner, pair(owner, previous));
  uint32_t *link = entry_link_to(number, owner, previous);
  if (link == NULL) link = mend_link_to(number);
  if (link != NULL) *link = next;
}

#pragma clang attribute pop
