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

HOLDS(&ledger.lock)
__attribute__((noinline)) static uint32_t add(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  struct ledger_entry *node = object <= OBJECT_MOST ? owner_find(&owner) : NULL;
  if (node == NULL) return LEDGER_NONE;
  uint32_t number = add_under(owner, node, type, object, LEDGER_RESERVE);
  uint64_t *counter = entry_counter(node);
  if (number != LEDGER_NONE)
    ledger.recent = (struct ledger_recent){owner, node, counter != NULL ? counter : &ledger.uncounted};
  return number;
}

uint32_t ledger_add(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  if (owner == LEDGER_SELF) owner = fast_self();
  fast_enter();
  uint32_t number = fast_add(owner, type, object);
  if (number == 0) number = add(owner, type, object);
  fast_leave();
  return number;
}

bool ledger_reserve(void) {
  uint32_t owner = fast_self();
  fast_enter();
  bool can_own = owner == ledger.recent.owner || owner_find(&owner) != NULL;
  bool holds = can_own && (table_has(LEDGER_RESERVE) || table_reserve(LEDGER_RESERVE));
  fast_leave();
  return holds;
}

HOLDS(&ledger.lock)
__attribute__((noinline, cold)) static uint32_t add_reserved(uint32_t owner, bool is_self,
                                                             const struct ledger_type *type, uint64_t object) {
  struct ledger_entry *node = is_self && owner != LEDGER_NONE ? entry_find(owner) : owner_find(&owner);
  if (node == NULL && is_self) {
    (void)refuse(owner);
    owner = LEDGER_NONE;
    node = owner_find(&owner);
  }
  return node != NULL && object <= OBJECT_MOST ? add_under(owner, node, type, object, 0) : LEDGER_NONE;
}

uint32_t ledger_add_reserved(uint32_t owner, const struct ledger_type *type, uint64_t object) {
  bool is_self = owner == LEDGER_SELF;
  if (is_self) owner = fast_self();
  fast_enter();
  uint32_t number = fast_add(owner, type, object);
  if (number == 0) number = add_reserved(owner, is_self, type, object);
  fast_leave();
  return number;
}

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

HOLDS(&ledger.lock) __attribute__((noinline)) static void remove(uint32_t number, uint64_t object) {
  struct ledger_entry *entry = object_find(number, object, "removed");
  if (entry != NULL && entry->first != 0) {
    node_orphan(number, entry);
  } else if (entry != NULL) {
    table_unlink(number, entry);
    table_give(number, entry);
  }
}

void ledger_remove(uint32_t number, uint64_t object) {
  if (number == LEDGER_NONE) return;
  fast_enter();
  if (!fast_remove(number, object)) remove(number, object);
  fast_leave();
}

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
  lock_enter(&ledger.lock);
  struct ledger_entry *entry = object_find(number, object, "moved");
  const struct ledger_entry *node = entry != NULL ? owner_find(&owner) : NULL;
  status_t status = node == NULL ? NOT_FOUND : is_within(owner, number) ? INVALID : OK;
  if (status == OK) {
    table_unlink(number, entry);
    node_place(number, object, entry->type, owner, next_sequence(node));
    ledger.moved++;
  }
  lock_leave(&ledger.lock);
  return status;
}

void ledger_disown(uint32_t number) {
  lock_enter(&ledger.lock);
  struct ledger_entry *entry = number >= ENTRY_FIRST && entry_exists(number) ? entry_at(number) : NULL;
  if (entry == NULL || (entry->owner != OWNER_LOST && !entry_is_whole(entry, number))) {
    mistaken(number, 0, "disowned");
  } else if (entry->owner == OWNER_LOST) {
    node_orphan(number, entry);
  } else if ((entry->type & TYPE_DYING) == 0) {
    node_kill(number, entry);
  }
  lock_leave(&ledger.lock);
}

void ledger_set_notice(void (*fn)(uint64_t, uint64_t, uint64_t)) {
  lock_enter(&ledger.lock);
  ledger.notice = fn;
  lock_leave(&ledger.lock);
}
