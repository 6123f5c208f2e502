// SPDX-License-Identifier: Apache-2.0
// ledger: entering, removing and moving. A handful of stores each, next to one another where the journal can join them.
#include "kernel/ledger/ledger.h"

#include "kernel/ledger/fast.h"
#include "kernel/ledger/table.h"
#include "kernel/log/log.h"

CELL_STATE(struct ledger_state, ledger);

// An interrupt leaves what it interrupted current, but runs on the CPU's own stack.
uint32_t ledger_self(void) {
  const struct nucleus_cpu *cpu = ledger_cpu();
  uint64_t depth = cpu->stack_top - (uint64_t)__builtin_frame_address(0);
  bool own = depth <= NUCLEUS_STACK_PAGES * UINT64_C(4096) || cpu->current == NULL;
  return (uint32_t)(own ? cpu->owner : cpu->current->owner);
}

// Null: it cannot own. Says why once a fault is what it is.
HOLDS(&ledger.lock) __attribute__((noinline, cold)) static struct ledger_entry *refuse(uint32_t owner) {
  ledger.refused++;
  if (ledger_cpu()->owner == owner) ledger_cpu()->owner = LEDGER_NONE;  // a new one is made when it is needed
  if (!entry_exists(owner) || !entry_is_used(entry_at(owner)))
    LOG(LOG_ERROR, "entry %u shall own something, but is none; keep the number that ledger_add gave", owner);
  else if (entry_is_damaged(owner))
    mend_quarantine(owner, "its check does not hold");
  return NULL;
}

HOLDS(&ledger.lock) static inline struct ledger_entry *owner_find(uint32_t *owner) {
  if (*owner == LEDGER_NONE) *owner = node_of_cpu();
  if (*owner == LEDGER_NONE) return NULL;
  struct ledger_entry *entry = entry_find(*owner);
  return entry != NULL && (entry->type & TYPE_DYING) == 0 ? entry : refuse(*owner);
}

static inline uint32_t next_sequence(const struct ledger_entry *owner) {
  uint64_t *counter = entry_counter(owner);
  return counter == NULL ? 0 : (uint32_t)++*counter;
}

// Leaves so many entries that were never used.
HOLDS(&ledger.lock)
static uint32_t add_under(uint32_t owner, struct ledger_entry *node, const struct ledger_type *type, uint64_t object,
                          uint32_t keep) {
  uint32_t number = table_take(keep);
  if (number == LEDGER_NONE) return LEDGER_NONE;
  uint64_t what = pair(type_code(type) | type->is_context, next_sequence(node));
  struct ledger_entry *entry = entry_at(number);
  uint32_t next = table_link(number, owner, node);
  entry->word = entry_word(object, what, owner, number);
  pair_store(&entry->type, what);
  pair_store(&entry->owner, owner);
  pair_store(&entry->next, next);
  return number;
}

// An owner whose things can be changed under this processor's lock alone; null: it is none, or something is not as it must be. Contexts and processors
// come and go under the locks of all, so what is read of one here holds.
HOLDS(&ledger.lock) static struct ledger_entry *owner_at_hand(uint32_t owner) {
  if (owner < ENTRY_FIRST || !entry_exists(owner) || (entry_at(owner)->type & TYPE_COUNTS) == 0) return NULL;
  struct ledger_entry *node = entry_find(owner);
  return node != NULL && (node->type & TYPE_DYING) == 0 ? node : NULL;
}

// What is needed to enter something under it, with this processor's lock alone.
HOLDS(&ledger.lock) static struct ledger_entry *claim(const struct ledger_local *mine, uint32_t owner) {
  struct ledger_entry *node = owner_at_hand(owner);
  if (node == NULL) return NULL;
  local_claim(owner);
  bool has_free = mine->free != 0 && entry_exists(mine->free) && entry_at(mine->free)->owner == OWNER_FREE;
  return has_free && (node->first == 0 || entry_follows(node->first, owner, 0)) ? node : NULL;
}

HOLDS(&ledger.lock)
static void remember(struct ledger_local *mine, uint32_t owner, struct ledger_entry *node) {
  uint64_t *counter = entry_counter(node);
  if (!local_is_alone()) {
    if (counter == NULL) return;
    local_claim(owner);
  }
  mine->recent = (struct ledger_recent){owner, node, counter != NULL ? counter : &mine->uncounted};
}

HOLDS(&ledger.lock)
__attribute__((noinline)) static uint32_t add(struct ledger_local *mine, uint32_t owner, const struct ledger_type *type,
                                              uint64_t object) {
  uint32_t here = owner != LEDGER_NONE ? owner : (uint32_t)ledger_cpu()->owner;
  struct ledger_entry *node = object <= OBJECT_MOST && !local_is_alone() ? claim(mine, here) : NULL;
  if (node != NULL) {
    owner = here;
  } else {
    local_widen();
    node = object <= OBJECT_MOST ? owner_find(&owner) : NULL;
  }
  if (node == NULL) return LEDGER_NONE;
  uint32_t number = add_under(owner, node, type, object, LEDGER_RESERVE);
  if (number != LEDGER_NONE) remember(mine, owner, node);
  return number;
}

uint32_t ledger_add(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  if (owner == LEDGER_SELF) owner = fast_self();
  struct ledger_local *mine = fast_enter();
  uint32_t number = fast_add(mine, owner, type, object);
  if (number == 0) number = add(mine, owner, type, object);
  fast_leave();
  return number;
}

bool ledger_reserve(void) {
  uint32_t owner = fast_self();
  const struct ledger_local *mine = fast_enter();
  bool holds = (owner == mine->recent.owner || owner_at_hand(owner) != NULL) && table_has(LEDGER_RESERVE);
  if (!holds) {
    local_widen();
    holds = owner_find(&owner) != NULL && table_reserve(LEDGER_RESERVE);
  }
  fast_leave();
  return holds;
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

HOLDS(&ledger.lock)
__attribute__((noinline, cold)) static uint32_t add_reserved(uint32_t owner, bool is_self,
                                                             const struct ledger_type *type, uint64_t object) {
  local_widen();
  struct ledger_entry *node = is_self && owner != LEDGER_NONE ? entry_find(owner) : owner_find(&owner);
  if (node == NULL && is_self) {
    (void)refuse(owner);
    owner = LEDGER_NONE;
    node = owner_find(&owner);
  }
  return node != NULL && object <= OBJECT_MOST ? add_under(owner, node, type, object, 0) : LEDGER_NONE;
}

#pragma clang attribute pop

uint32_t ledger_add_reserved(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  bool is_self = owner == LEDGER_SELF;
  if (is_self) owner = fast_self();
  struct ledger_local *mine = fast_enter();
  uint32_t number = fast_add(mine, owner, type, object);
  if (number == 0) number = add_reserved(owner, is_self, type, object);
  fast_leave();
  return number;
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// The entry of that object; null: it is not, which is counted.
HOLDS(&ledger.lock)
__attribute__((noinline, cold)) static struct ledger_entry *mistaken(uint32_t number, uint64_t object,
                                                                     const char *what) {
  ledger.refused++;
  if (number >= ENTRY_FIRST && entry_exists(number) && entry_is_damaged(number))
    mend_quarantine(number, "its check does not hold");
  else
    LOG(LOG_ERROR, "entry %u is not that of object 0x%llx: not %s", number, (unsigned long long)object, what);
  return NULL;
}

HOLDS(&ledger.lock) static inline struct ledger_entry *object_find(uint32_t number, uint64_t object, const char *what) {
  if (!entry_exists(number)) return mistaken(number, object, what);
  struct ledger_entry *entry = entry_at(number);
  bool is_it = entry->word == entry_word(object, pair_load(&entry->type), entry->owner, number);
  return is_it && entry_is_used(entry) && number >= ENTRY_FIRST ? entry : mistaken(number, object, what);
}

// Without a look at other processors' entries: of what can own nothing, and belongs to a context or a processor. False: not so easily.
HOLDS(&ledger.lock) static bool remove_here(uint32_t number, uint64_t object) {
  if (number < ENTRY_FIRST || !entry_exists(number) || local_here()->frees >= FREE_MOST) return false;
  struct ledger_entry *entry = entry_at(number);
  uint32_t owner = entry->owner;
  if (owner < ENTRY_FIRST || !entry_exists(owner) || (entry_at(owner)->type & TYPE_COUNTS) == 0) return false;
  local_claim(owner);
  if (entry->owner != owner || !entry_is_whole(entry, number) || entry_object(entry) != object) return false;
  if ((entry->type & TYPE_FLAGS) != 0 || entry->first != 0) return false;
  if (entry->next != 0 && !entry_follows(entry->next, owner, number)) return false;
  if (entry_link_to(number, owner, entry->previous) == NULL) return false;
  table_unlink(number, entry);
  table_give(number, entry);
  return true;
}

HOLDS(&ledger.lock) __attribute__((noinline)) static void remove(uint32_t number, uint64_t object) {
  if (!local_is_alone() && remove_here(number, object)) return;
  local_widen();
  struct ledger_entry *entry = object_find(number, object, "removed");
  if (entry != NULL && entry->first != 0) {
    node_orphan(number, entry);
  } else if (entry != NULL) {
    table_unlink(number, entry);
    table_forget(number);
    table_give(number, entry);
    if (local_here()->frees > FREE_MOST) local_spill();
  }
}

#pragma clang attribute pop

void ledger_remove(uint32_t number, uint64_t object) {
  if (number == LEDGER_NONE) return;
  struct ledger_local *mine = fast_enter();
  if (!fast_remove(mine, number, object)) remove(number, object);
  fast_leave();
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// Whether `node` is `entry` or below it.
HOLDS(&ledger.lock) static bool is_within(uint32_t node, uint32_t entry) {
  for (uint32_t steps = 0; node != ENTRY_ROOT && steps < ledger.count; steps++) {
    if (node == entry) return true;
    const struct ledger_entry *at = entry_find(node);
    if (at == NULL) return false;
    node = at->owner;
  }
  return false;
}

status_t ledger_move(uint32_t number, uint64_t object, uint32_t owner) {
  if (owner == LEDGER_SELF) owner = fast_self();
  local_enter_all();
  struct ledger_entry *entry = object_find(number, object, "moved");
  const struct ledger_entry *node = entry != NULL ? owner_find(&owner) : NULL;
  status_t status = node == NULL ? NOT_FOUND : is_within(owner, number) ? INVALID : OK;
  if (status == OK) {
    table_unlink(number, entry);
    node_place(number, object, entry->type, owner, next_sequence(node));
    ledger.moved++;
  }
  local_leave_all();
  return status;
}

void ledger_disown(uint32_t number) {
  local_enter_all();
  struct ledger_entry *entry = number >= ENTRY_FIRST && entry_exists(number) ? entry_at(number) : NULL;
  if (entry == NULL || (entry->owner != OWNER_LOST && !entry_is_whole(entry, number))) {
    mistaken(number, 0, "disowned");
  } else if (entry->owner == OWNER_LOST) {
    node_orphan(number, entry);
  } else if ((entry->type & TYPE_DYING) == 0) {
    node_kill(number, entry);
  }
  local_leave_all();
}

void ledger_set_notice(void (*fn)(uint64_t, uint64_t, uint64_t)) {
  local_enter_all();
  ledger.notice = fn;
  local_leave_all();
}

#pragma clang attribute pop
