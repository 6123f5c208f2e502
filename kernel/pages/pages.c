// SPDX-License-Identifier: Apache-2.0
// pages: start, the direct map, spans with frames in them, and device registers. Tables are table.c's, addresses are
// span.c's.
//
// Whatever can fail comes first: records, tables, frames. What then changes the mappings cannot fail.
#include "kernel/pages/pages.h"
#include "kernel/arch/arch.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages_state.h"
#include <stdckdint.h>

CELL_STATE(struct pages_state, pages);

CELL_CALLBACK uint64_t pages_type_bytes(uint64_t address) {
  bool locked = pages_look();
  const struct span *span = span_find(address);
  uint64_t bytes = span != NULL ? (uint64_t)span->pages * FRAME_SIZE : 0;
  pages_looked(locked);
  return bytes;
}

CELL_CALLBACK void pages_type_release(uint64_t address) {
  if (pages_release((void *)address) != OK) pages.statistics.defects++;
}

CELL_OPS(struct ledger_type,
         pages_span_type) = {.name = "pages", .release = pages_type_release, .bytes = pages_type_bytes};
CELL_OPS(struct ledger_type, pages_device_type) = {.name = "device registers", .bytes = pages_type_bytes};

enum {
  LOW_MEMORY = 1 << 20
};  // below it a PC has video memory and firmware among RAM: there it counts what may be handed out
enum { BLOCK_ORDER = 9 };  // of the blocks of frames that spans are made of, at most: what a page table shows

status_t pages_start(uint64_t direct, uint64_t dynamic) {
  if (direct % level_bytes(1) != 0 || dynamic % FRAME_SIZE != 0) return INVALID;
  pages = (struct pages_state){.direct = direct,
                               .root = arch_page_root(),
                               .dynamic = dynamic,
                               .physical_limit = machine_physical_limit(),
                               .chunks_end = dynamic,
                               .tables = arch_keeps_user_pages() ? dynamic + DYNAMIC_SIZE : 0};
  frames_set_direct(direct);
  struct pages_leaf leaf;  // the image's tables show 2 MiB whole or not at all
  for (pages_lookup(direct, &leaf); leaf.prot != 0; pages_lookup(direct + pages.direct_end, &leaf))
    pages.direct_end += level_bytes(1);
  pages.statistics.table_frames = pages_count_tables(pages.root, TABLE_TOP);
  return pages.direct_end != 0 ? OK : INVALID;
}

// Makes the tables that the direct map of [start, end) needs: none for a whole 2 MiB page but the one it is an entry
// of.
static status_t make_direct_tables(uint64_t start, uint64_t end) {
  for (uint64_t at = start, next = 0; at < end; at = next) {
    next = (at & ~(level_bytes(1) - 1)) + level_bytes(1);
    status_t status = pages_make(pages.direct + at, at % level_bytes(1) == 0 && next <= end ? 1 : 0);
    if (status != OK && status != EXISTS) return status;
  }
  return OK;
}

static void fill_direct(uint64_t start, uint64_t end) {
  for (uint64_t at = start, size = 0; at < end; at += size) {
    struct pages_leaf leaf;
    pages_lookup(pages.direct + at, &leaf);
    size = leaf.start + leaf.size - (pages.direct + at);
    if (leaf.prot != 0) continue;
    uint32_t level = leaf.size == level_bytes(1) ? 1 : 0;
    uint64_t *entry = pages_find(pages.direct + at, level);
    pages_set(entry, at | ENTRY_RAM | (level == 1 ? ENTRY_LARGE : 0), pages.direct + at);
  }
}

// Nobody else runs yet, and no lock is held: the end of a transaction in it, which takes frames, would give that too.
status_t pages_extend_direct(uint64_t start, uint64_t end) {
  uint64_t from = 0, to = end & ~(uint64_t)(FRAME_SIZE - 1);
  if (ckd_add(&from, start, FRAME_SIZE - 1) || end < start) return INVALID;
  from &= ~(uint64_t)(FRAME_SIZE - 1);
  if (to <= from) return OK;
  if (to > pages.physical_limit || to > DYNAMIC_BASE - DIRECT_BASE) return OUT_OF_RANGE;
  status_t status = make_direct_tables(from, to);
  if (status == OK) {
    uint64_t window = arch_write_window_open();
    fill_direct(from, to);
    arch_write_window_close(window);
    if (to > pages.direct_end) pages.direct_end = to;
  }
  return status;
}

void *pages_direct(uint64_t physical) {
  return (void *)(pages.direct + physical);
}

uint64_t pages_physical(const void *address) {
  struct pages_leaf leaf;
  pages_lookup((uint64_t)address, &leaf);
  return leaf.prot != 0 ? leaf.physical + ((uint64_t)address - leaf.start) : UINT64_MAX;
}

static uint64_t *entries_of(const struct span *span, uint32_t page) {
  return span->entries != NULL ? span->entries + page : NULL;
}

// Takes `count` pages of a span away and gives their frames back, a block at a time.
static void empty(const struct span *span, uint32_t count) {
  for (uint32_t done = 0, order = 0; done < count; done += UINT32_C(1) << order) {
    uint64_t at = span->start + (uint64_t)done * FRAME_SIZE, *entries = entries_of(span, done);
    uint64_t frame = *(entries != NULL ? entries : pages_find(at, 0)) & ENTRY_ADDRESS;
    order = 0;
    // The last page alone can be nothing but a block of one frame; frames_give looks.
    bool is_block = count - done == 1 ||
                    (frames_block(frame, &order) == OK && order <= BLOCK_ORDER && UINT32_C(1) << order <= count - done);
    if (!is_block) order = 0;
    pages_clear(entries, at, UINT64_C(1) << order);
    if (!is_block || frames_give(frame, order) != OK) pages.statistics.defects++;
  }
}

// The largest block that there is, up to `count` frames.
static status_t take_block(uint32_t count, uint64_t *physical, uint32_t *order) {
  uint32_t most = 31 - (uint32_t)__builtin_clz(count);
  *order = most < BLOCK_ORDER ? most : BLOCK_ORDER;
  while (frames_take(*order, physical) != OK)
    if ((*order)-- == 0) return NO_MEMORY;
  pages_zero_writable(*physical, UINT64_C(1) << *order);
  return OK;
}

// Puts fresh frames behind all pages of a span; on NO_MEMORY those that there were are given back.
static status_t fill(const struct span *span) {
  uint32_t count = span->pages;
  for (uint32_t done = 0, order = 0; done < count; done += UINT32_C(1) << order) {
    uint64_t physical = 0;
    if (take_block(count - done, &physical, &order) != OK) {
      empty(span, done);
      return NO_MEMORY;
    }
    pages_fill(entries_of(span, done), span->start + (uint64_t)done * FRAME_SIZE, UINT64_C(1) << order,
               physical | ENTRY_RAM, FRAME_SIZE);
  }
  return OK;
}
// Addresses with their tables, as a span without anything behind it.
HOLDS(&pages.lock) static status_t take_addresses(uint32_t count, const char *what, struct span **span) {
  if (pages.direct == 0) return NO_MEMORY;  // not started
  return span_take(count, what, span);
}

// Its entry in the ledger; without one its frames go back.
static status_t enter(struct span *span, uint32_t owner, const struct ledger_type *type) {
  span->entry = ledger_add(owner, type, span->start);
  if (span->entry != LEDGER_NONE) return OK;
  if (span->is_device == 0) empty(span, span->pages);
  return NO_MEMORY;
}

status_t pages_reserve(uint32_t count, const char *what, void **address) {
  if (count == 0) return INVALID;
  struct span *span = NULL;
  lock_enter(&pages.lock);
  status_t status = take_addresses(count, what, &span);
  if (status == OK) {
    status = fill(span);
    if (status == OK) status = enter(span, LEDGER_SELF, &pages_span_type);
    if (status == OK) {
      pages.statistics.spans++;
      pages.statistics.reserved_pages += count;
      *address = (void *)span->start;
    } else {
      span_give(span);
    }
  }
  lock_leave(&pages.lock);
  return status;
}

static struct span *find_reserved(const void *address) {
  struct span *span = span_find((uint64_t)address);
  return span != NULL && span->is_device == 0 && span->is_released == 0 ? span : NULL;
}

// When the release has committed. Before, somebody could take the frames in the same transaction and zero them, which undo
// would not make good.
CELL_CALLBACK void pages_drop(uint64_t record, uint64_t, uint64_t) {
  struct span *span = (struct span *)record;
  lock_enter(&pages.lock);
  if (span->is_released != 0) {
    empty(span, span->pages);
    pages.statistics.spans--;
    pages.statistics.reserved_pages -= span->pages;
    span_give(span);
  }
  lock_leave(&pages.lock);
}

status_t pages_release(void *address) {
  lock_enter(&pages.lock);
  struct span *span = find_reserved(address);
  if (span != NULL) {
    span->is_released = 1;
    ledger_remove(span->entry, span->start);
    AFTER(pages_drop, span, 0, 0);
  } else {
    pages.statistics.defects++;
  }
  lock_leave(&pages.lock);
  if (span != NULL) return OK;
  LOG(LOG_ERROR, "pages at 0x%llx not released: none are reserved there", (unsigned long long)(uint64_t)address);
  return INVALID;
}

status_t pages_give(void *address, uint32_t owner) {
  lock_enter(&pages.lock);
  const struct span *span = find_reserved(address);
  status_t status = span != NULL ? ledger_move(span->entry, span->start, owner) : NOT_FOUND;
  lock_leave(&pages.lock);
  return status;
}

// RAM seen uncached as well would be incoherent, and a way around the protection of tables and code.
static bool shows_ram(uint64_t start, uint64_t end) {
  struct pages_leaf leaf;
  uint64_t at = start > LOW_MEMORY ? start : LOW_MEMORY;
  for (uint64_t low = start; low < end && low < LOW_MEMORY; low += FRAME_SIZE)
    if (frames_has(low)) return true;
  for (; at < end && at < pages.direct_end; at = leaf.start + leaf.size - pages.direct) {
    pages_lookup(pages.direct + at, &leaf);
    if (leaf.prot != 0) return true;
  }
  return false;
}

HOLDS(&pages.lock) static status_t map_device(uint64_t start, uint32_t count, struct span **span) {
  status_t status = take_addresses(count, "device", span);
  if (status != OK) return status;
  (*span)->is_device = 1;
  // Whoever asked may go, the mapping stays.
  status = enter(*span, ledger_cell(CELL_LABEL), &pages_device_type);
  if (status != OK) {
    span_give(*span);
    return status;
  }
  pages_fill((*span)->entries, (*span)->start, count, start | ENTRY_REGISTERS, FRAME_SIZE);
  pages.statistics.spans++;
  pages.statistics.device_pages += count;
  return OK;
}

status_t pages_device(uint64_t physical, uint64_t size, volatile void **address) {
  uint64_t start = physical & ~(uint64_t)(FRAME_SIZE - 1), end = 0;
  if (size == 0 || ckd_add(&end, physical, size)) return INVALID;
  if (end > pages.physical_limit) return OUT_OF_RANGE;
  end = (end + FRAME_SIZE - 1) & ~(uint64_t)(FRAME_SIZE - 1);
  uint64_t count = (end - start) / FRAME_SIZE;
  if (count > UINT32_MAX) return OUT_OF_RANGE;
  struct span *span = NULL;
  lock_enter(&pages.lock);
  status_t status = shows_ram(start, end) ? INVALID : map_device(start, (uint32_t)count, &span);
  if (status == OK) *address = (volatile void *)(span->start + (physical - start));
  lock_leave(&pages.lock);
  return status;
}
