// SPDX-License-Identifier: Apache-2.0
// walk: going through the tree: for the undertaker, who mends what he meets, for `own` and for the check, who only look.
#include "kernel/base/text.h"
#include "kernel/ledger/entry.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

uint32_t walk_child(uint32_t owner, uint32_t child) {
  for (;;) {
    const struct ledger_entry *from = entry_at(child != 0 ? child : owner);
    uint32_t to = child != 0 ? from->next : from->first;
    if (to == 0) return 0;
    if (!entry_follows(to, owner, child)) {
      if (mend_link(owner, child) == 0) return 0;
    } else if (entry_find(to) == NULL) {
      mend_quarantine(to, "its check does not hold");
    } else {
      return to;
    }
  }
}

// A link that is as it must be, to a whole entry; else 0.
HOLDS(&ledger.lock) static uint32_t sound(uint32_t to, uint32_t owner, uint32_t previous) {
  return table_link_is_sound(to, owner, previous) ? to : 0;
}

// The dead are not in the root's list: they come behind it.
HOLDS(&ledger.lock) static uint32_t after_root(void) {
  return entry_find(ENTRY_DEAD) != NULL ? sound(entry_at(ENTRY_DEAD)->first, ENTRY_DEAD, 0) : 0;
}

HOLDS(&ledger.lock) static uint32_t next_in_tree(uint32_t number) {
  const struct ledger_entry *entry = entry_at(number);
  uint32_t next = sound(entry->first, number, 0);
  for (uint32_t steps = 0; next == 0 && steps < ledger.count; steps++) {
    if (number == ENTRY_DEAD) return 0;
    if (number == ENTRY_ROOT) return after_root();
    next = sound(entry->next, entry->owner, number);
    if (next != 0) return next;
    number = entry->owner;
    entry = entry_find(number);
    if (entry == NULL) return after_root();
  }
  return next;
}

HOLDS(&ledger.lock) static uint32_t depth_of(const struct ledger_entry *entry) {
  uint32_t depth = 0;
  for (; entry != NULL && entry->owner >= ENTRY_FIRST && depth < ledger.count; depth++)
    entry = entry_find(entry->owner);
  return depth;
}

HOLDS(&ledger.lock) static uint32_t count_children(const struct ledger_entry *entry, uint32_t number) {
  uint32_t count = 0;
  for (uint32_t at = sound(entry->first, number, 0); at != 0; at = sound(entry_at(at)->next, number, at))
    count++;
  return count;
}

HOLDS(&ledger.lock) static const struct ledger_type *describe(uint32_t number, struct ledger_info *info) {
  const struct ledger_entry *entry = entry_at(number);
  const struct ledger_type *type = type_of(entry->type);
  *info = (struct ledger_info){
      .entry = number,
      .owner = entry->owner,
      .depth = depth_of(entry),
      .children = count_children(entry, number),
      .object = entry_object(entry),
      .sequence = entry->sequence,
      .dying = (entry->type & TYPE_DYING) != 0,
  };
  info->is_node = type == &ledger_cell_type || (entry->type & (TYPE_CONTEXT | TYPE_CPU)) != 0;
  text_copy(info->type, sizeof info->type, type->name);
  if (type == &ledger_cell_type)
    text_copy(info->name, sizeof info->name, ((const struct ledger_cell_row *)info->object)->label);
  if ((entry->type & TYPE_CPU) != 0) {
    const struct nucleus_cpu *cpu = (const struct nucleus_cpu *)info->object;
    text_format(info->name, sizeof info->name, "%llu", (unsigned long long)cpu->number);
  }
  return type;
}

// What its type says of it. That looks into other cells, which are above this one: so not under the lock.
static void ask(const struct ledger_type *type, struct ledger_info *info) {
  if (type->bytes != NULL) info->bytes = type->bytes(info->object);
  if (type->describe != NULL) type->describe(info->object, info->name, sizeof info->name);
}

status_t ledger_look(uint32_t number, struct ledger_info *info) {
  local_enter_all();
  bool found = number >= ENTRY_FIRST && entry_find(number) != NULL;
  const struct ledger_type *type = found ? describe(number, info) : NULL;
  local_leave_all();
  if (found) ask(type, info);
  return found ? OK : NOT_FOUND;
}

bool ledger_lives(uint32_t number) {
  local_enter_all();
  const struct ledger_entry *entry = number >= ENTRY_FIRST ? entry_find(number) : NULL;
  bool lives = entry != NULL && (entry->type & TYPE_DYING) == 0;
  local_leave_all();
  return lives;
}

bool ledger_is_bare(uint32_t number) {
  local_enter_all();
  const struct ledger_entry *entry = number >= ENTRY_FIRST ? entry_find(number) : NULL;
  bool is_bare =
      entry != NULL && entry->first == 0 && (entry->type & TYPE_DYING) == 0 && entry_at(ENTRY_DEAD)->first == 0;
  local_leave_all();
  return is_bare;
}

status_t ledger_next(uint32_t *cursor, struct ledger_info *info) {
  status_t status = NOT_FOUND;
  const struct ledger_type *type = NULL;
  local_enter_all();
  if (ledger.count != 0 && entry_find(*cursor) == NULL) {
    status = BUSY;
  } else if (ledger.count != 0) {
    uint32_t next = next_in_tree(*cursor);
    if (next != 0) {
      type = describe(next, info);
      *cursor = next;
      status = OK;
    }
  }
  local_leave_all();
  if (status == OK) ask(type, info);
  return status;
}

// Entries are counted here: nobody who enters or removes one pays for it.
HOLDS(&ledger.lock) static uint64_t count_used(void) {
  uint64_t used = 0;
  for (uint32_t i = ENTRY_FIRST; i < entry_end(); i += ENTRY_BYTES)
    used += entry_is_used(entry_at(i));
  return used;
}

void ledger_statistics(struct ledger_statistics *out) {
  local_enter_all();
  uint64_t cell_frames = (ledger.cell_rows + CELL_ROWS_PER_FRAME - 1) / CELL_ROWS_PER_FRAME;
  uint64_t room = ledger.near_size / ENTRY_BYTES + (uint64_t)ledger.chunks * CHUNK_ENTRIES;
  *out = (struct ledger_statistics){
      .entries = count_used(),
      .capacity = room > LEDGER_RESERVE ? room - LEDGER_RESERVE : 0,
      .frames = ledger.near_size / FRAME_SIZE + ((uint64_t)ledger.chunks << CHUNK_ORDER) + cell_frames,
      .moved = ledger.moved,
      .released = ledger.released,
      .quarantined = ledger.quarantined,
      .mended = ledger.mended,
      .refused = ledger.refused,
  };
  local_leave_all();
}

HOLDS(&ledger.lock) static bool has_owner(const struct ledger_entry *entry) {
  if (entry_find(entry->owner) != NULL) return true;
  return entry_exists(entry->owner) && entry_at(entry->owner)->owner == OWNER_LOST;
}

// In use, whole, its owner is too, and what leads to it and from it does.
HOLDS(&ledger.lock) static bool entry_check(uint32_t number) {
  const struct ledger_entry *entry = entry_find(number);
  return entry != NULL && has_owner(entry) && entry_link_to(number, entry->owner, entry->previous) != NULL &&
         table_link_is_sound(entry->next, entry->owner, number) && table_link_is_sound(entry->first, number, 0);
}

// The lists of free entries: those of processors, and behind them that of none.
HOLDS(&ledger.lock) static uint32_t free_list(uint32_t index) {
  return index < LEDGER_CPUS ? ledger.local[index].free : ledger.free;
}

// Free entries, and no more than there are. That some are missing from the list is lost room, not damage.
HOLDS(&ledger.lock) static bool free_check(uint64_t most) {
  for (uint32_t i = 0; i <= LEDGER_CPUS; i++) {
    uint32_t at = free_list(i);
    for (; at != 0 && most > 0; most--) {
      if (!entry_exists(at) || entry_at(at)->owner != OWNER_FREE) return false;
      at = entry_at(at)->next;
    }
    if (at != 0) return false;
  }
  return true;
}

HOLDS(&ledger.lock) static bool check(void) {
  if (ledger.count == 0) return true;
  uint64_t live = 0, free = 0, reached = 0;
  for (uint32_t i = ENTRY_FIRST; i < entry_end(); i += ENTRY_BYTES) {
    if (entry_at(i)->owner == OWNER_FREE) free++;
    if (!entry_is_used(entry_at(i))) continue;
    if (!entry_check(i)) return false;
    live++;
  }
  for (uint32_t at = next_in_tree(ENTRY_ROOT); at != 0 && reached <= live; at = next_in_tree(at))
    reached++;
  return entry_find(ENTRY_ROOT) != NULL && entry_find(ENTRY_DEAD) != NULL && (reached == live || ledger.lost != 0) &&
         free_check(free);
}

bool ledger_check(void) {
  local_enter_all();
  bool holds = check();
  local_leave_all();
  return holds;
}

bool ledger_check_briefly(void) {
  enum { SAMPLES = 100, FREE_SAMPLES = 50 };
  local_enter_all();
  bool holds = ledger.count == 0 || (entry_find(ENTRY_ROOT) != NULL && entry_find(ENTRY_DEAD) != NULL);
  uint32_t stride = ledger.count / SAMPLES + 1;
  for (uint32_t i = ENTRY_FIRST / ENTRY_BYTES; holds && i < ledger.count; i += stride)
    holds = !entry_is_used(entry_at(i * ENTRY_BYTES)) || entry_check(i * ENTRY_BYTES);
  for (uint32_t list = 0; holds && list <= LEDGER_CPUS; list++) {
    uint32_t at = free_list(list);
    for (uint32_t i = 0; holds && at != 0 && i < FREE_SAMPLES; i++) {
      holds = entry_exists(at) && entry_at(at)->owner == OWNER_FREE;
      if (holds) at = entry_at(at)->next;
    }
  }
  local_leave_all();
  return holds;
}

CELL_CHECK(ledger, ledger_check_briefly);

#pragma clang attribute pop
