// SPDX-License-Identifier: Apache-2.0
// local: which locks an operation takes, and where free entries go. What a context or a processor owns is changed under the lock of the
// processor that it is at home with; it moves to another one's when that one wants to change it. Everything else is done under the
// locks of all, so whoever holds one of them sees a table in which nothing but homes that are its own changes.
#include "kernel/ledger/table.h"
#include "kernel/log/log.h"

// ---- Locks ----

// A processor that comes for the first time makes itself known to whoever takes the locks of all: under the first one's, which each of those
// takes first.
TRUSTED_LOCK void local_enter_first(struct ledger_local *local) {
  uint32_t number = (uint32_t)(local - ledger.local);
  if (!local->is_known) {
    for (uint32_t i = 0; i < number; i++)
      lock_enter(&ledger.local[i].lock);
    if (ledger.cpus <= number) ledger.cpus = number + 1;
    if (number > 0) ledger.local[0].recent.owner = OWNER_LOST;  // which was any owner, as long as that one was alone
    local->is_known = true;
  }
  lock_enter(&local->lock);
}

TRUSTED_LOCK void local_enter_others(void) {
  for (uint32_t i = 1; i < ledger.cpus; i++)
    lock_enter(&ledger.local[i].lock);
}

TRUSTED_LOCK void local_leave_others(void) {
  for (uint32_t i = ledger.cpus; i > 1; i--)
    lock_leave(&ledger.local[i - 1].lock);
}

TRUSTED_LOCK static void enter_once(struct lock *lock) {
  if (!lock_is_mine(lock)) lock_enter(lock);
}

TRUSTED_LOCK void local_widen(void) {
  if (local_is_alone()) return;
  enter_once(&ledger.local[0].lock);
  for (uint32_t i = 1; i < ledger.cpus; i++)
    enter_once(&ledger.local[i].lock);
}

// A home changes under the locks of both processors, so one that is found again with its lock held is right.
TRUSTED_LOCK void local_claim(uint32_t owner) {
  struct ledger_local *mine = local_here();
  uint8_t *place = local_home(owner), me = (uint8_t)(mine - ledger.local), home;
  while ((home = __atomic_load_n(place, __ATOMIC_RELAXED)) != me) {
    struct ledger_local *other = &ledger.local[home];
    enter_once(&other->lock);
    if (__atomic_load_n(place, __ATOMIC_RELAXED) != home) continue;
    if (local_home(other->recent.owner) == place) other->recent.owner = OWNER_LOST;
    *place = me;
  }
}

// ---- Free entries ----

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

HOLDS(&ledger.lock) static bool is_free(uint32_t number) {
  return number != 0 && entry_exists(number) && entry_at(number)->owner == OWNER_FREE;
}

// The last of up to `most` entries of a list of free ones; 0: its first is none. Each is looked at before it is followed.
HOLDS(&ledger.lock) static uint32_t last_of(uint32_t first, uint32_t most, uint32_t *count) {
  uint32_t last = 0;
  *count = 0;
  for (uint32_t at = first; *count < most && is_free(at); at = entry_at(at)->next) {
    last = at;
    ++*count;
  }
  return last;
}

void local_forget(void) {
  ledger.free = 0;
  for (uint32_t i = 0; i < LEDGER_CPUS; i++)
    if (ledger.local[i].free_word != 0) ledger.local[i].free_word = 0;
}

bool local_refill(void) {
  struct ledger_local *mine = local_here();
  uint32_t count, first = ledger.free, last = last_of(first, FREE_BATCH, &count);
  if (last == 0) {
    if (first != 0) ledger.free = table_lose(first);
    return false;
  }
  ledger.free = entry_at(last)->next;
  entry_at(last)->next = 0;
  mine->free_word = pair(first, count);
  return true;
}

bool local_rob(void) {
  struct ledger_local *mine = local_here();
  for (uint32_t i = 0; i < LEDGER_CPUS; i++) {
    struct ledger_local *other = &ledger.local[i];
    if (other == mine || !is_free(other->free)) continue;
    mine->free_word = other->free_word;
    other->free_word = 0;
    return true;
  }
  return false;
}

void local_spill(void) {
  struct ledger_local *mine = local_here();
  uint32_t kept, given, first = mine->free, cut = last_of(first, FREE_MOST / 2, &kept);
  uint32_t rest = cut != 0 ? entry_at(cut)->next : 0, end = last_of(rest, UINT32_MAX, &given);
  mine->free_word = cut != 0 ? pair(first, kept) : 0;
  if (end == 0) return;
  entry_at(cut)->next = 0;
  entry_at(end)->next = ledger.free;
  ledger.free = rest;
}

#pragma clang attribute pop
