// SPDX-License-Identifier: Apache-2.0
// table: finds, makes and changes entries of the page tables, and keeps the frames that tables are made of.
//
// A frame that holds a table must not be writable in the direct map ("sealed"). Sealing one in the middle of a 2 MiB
// page would need a table to split that page, and so a frame to seal. That recursion ends here: frames are sealed a
// block at a time, a block lies within one 2 MiB page, and when that page must be split, the block's own first frame
// becomes the table that does it.
#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages_state.h"

enum { STOCK_ORDER = 3 };  // 8 tables: 16 MiB of spans, or 8 GiB of direct map
static_assert(FRAME_SIZE << STOCK_ORDER <= 1 << 21, "a block of the stock lies within one 2 MiB page");

uint64_t *pages_table(uint64_t physical) {
  return (uint64_t *)(pages.direct + physical);
}

static uint32_t index_at(uint64_t address, uint32_t level) {
  return address / level_bytes(level) % TABLE_ENTRIES;
}

static bool is_page(uint64_t entry, uint32_t level) {
  return level == 0 || (entry & ENTRY_LARGE) != 0;
}

static bool is_canonical(uint64_t address) {
  return address < UINT64_C(0x0000800000000000) || address >= UINT64_C(0xffff800000000000);
}

void pages_lookup(uint64_t address, struct pages_leaf *leaf) {
  *leaf = (struct pages_leaf){.start = UINT64_C(0x0000800000000000), .size = UINT64_C(0xffff000000000000)};
  if (!is_canonical(address) || pages.direct == 0) return;
  uint64_t rights = ENTRY_WRITE | ENTRY_USER, no_execute = 0, table = pages.root;
  for (uint32_t level = TABLE_TOP;; level--) {
    uint64_t entry = pages_table(table)[index_at(address, level)];
    leaf->start = address & ~(level_bytes(level) - 1);
    leaf->size = level_bytes(level);
    if ((entry & ENTRY_PRESENT) == 0) return;
    rights &= entry;
    no_execute |= entry & ENTRY_NO_EXECUTE;
    table = entry & ENTRY_ADDRESS;
    if (!is_page(entry, level)) continue;
    leaf->physical = table & ~(leaf->size - 1);  // bit 12 of a large page's entry is an attribute
    leaf->prot = REGION_R | ((rights & ENTRY_WRITE) != 0 ? REGION_W : 0) | (no_execute == 0 ? REGION_X : 0) |
                 ((entry & ENTRY_CACHE_OFF) != 0 ? PAGES_DEVICE : 0);
    leaf->is_user = (rights & ENTRY_USER) != 0;
    return;
  }
}

void pages_set(uint64_t *entry, uint64_t value, uint64_t address) {
  bool showed = (*entry & ENTRY_PRESENT) != 0;
  pages_make_stale(showed);
  uint64_t window = arch_write_window_open();
  *entry = value;
  if (showed)
    arch_tlb_drop(address);
  else
    arch_tlb_added(address, 1);
  arch_write_window_close(window);
}

// Without a journal: memory that nobody sees yet. 64 words a turn: half of what is mapped and given back is this loop.
RAW_PRIVATE void pages_zero_writable(uint64_t physical, uint64_t count) {
  enum { TURN = 64 };
  uint64_t *word = pages_table(physical), *end = word + count * TABLE_ENTRIES;
  for (; word != end; word += TURN) {
#pragma clang loop unroll(full)
    for (uint32_t i = 0; i < TURN; i++)
      word[i] = 0;
    __asm__ volatile("" : : : "memory");  // or it becomes a call of memset
  }
}

RAW_PRIVATE void pages_zero(uint64_t physical, uint64_t count) {
  uint64_t window = arch_write_window_open();
  pages_zero_writable(physical, count);
  arch_write_window_close(window);
}

RAW_STATIC void fill_table(uint64_t *table, uint64_t first, uint64_t rights) {
  uint64_t window = arch_write_window_open();
  for (uint32_t i = 0; i < TABLE_ENTRIES; i++)
    table[i] = (first + i * FRAME_SIZE) | rights;
  arch_write_window_close(window);
}

// Divides the 2 MiB page of *entry into 4 KiB pages with the same rights, by means of the frame at `table`.
static void split(uint64_t *entry, uint64_t table, uint64_t address) {
  uint64_t first = *entry & ENTRY_ADDRESS & ~(level_bytes(1) - 1);
  fill_table(pages_table(table), first, *entry & ~ENTRY_ADDRESS & ~ENTRY_LARGE);
  pages_set(entry, table | ENTRY_TABLE, address);
}

uint64_t *pages_find(uint64_t address, uint32_t level) {
  uint64_t table = pages.root, shift = 12 + 9 * TABLE_TOP;
  for (uint32_t at = TABLE_TOP;; at--, shift -= 9) {
    uint64_t *entry = &pages_table(table)[address >> shift & (TABLE_ENTRIES - 1)];
    if (at == level) return entry;
    if ((*entry & (ENTRY_PRESENT | ENTRY_LARGE)) != ENTRY_PRESENT) return NULL;
    table = *entry & ENTRY_ADDRESS;
  }
}

// Makes the frames of a block read-only in the direct map and puts them in stock.
static status_t seal(uint64_t block, uint32_t count) {
  uint64_t address = pages.direct + block;
  struct pages_leaf leaf;
  pages_lookup(address, &leaf);
  if (leaf.prot != PAGES_RW || leaf.size > level_bytes(1)) return INVALID;
  uint64_t window = arch_write_window_open();  // one for all of them: to open and close one is dear
  pages.stock_next = block;
  pages.stock_end = block + (uint64_t)count * FRAME_SIZE;
  pages.statistics.table_frames += count;
  if (leaf.size == level_bytes(1)) {
    split(pages_find(address, 1), block, address);
    pages.stock_next += FRAME_SIZE;
  }
  for (uint32_t i = 0; i < count; i++, address += FRAME_SIZE) {
    uint64_t *entry = pages_find(address, 0);
    pages_set(entry, *entry & ~ENTRY_WRITE, address);
  }
  arch_write_window_close(window);
  return OK;
}

static status_t table_take(uint64_t *physical) {
  uint32_t order = STOCK_ORDER;
  while (pages.stock_next == pages.stock_end) {
    uint64_t block = 0;
    while (frames_take(order, &block) != OK) {
      if (order-- == 0) return NO_MEMORY;
    }
    if (seal(block, UINT32_C(1) << order) == OK) continue;
    LOG(LOG_ERROR, "frame 0x%llx is free, not writable", (unsigned long long)block);
    if (frames_give(block, order) != OK) pages.statistics.defects++;
    return NO_MEMORY;
  }
  *physical = pages.stock_next;
  pages.stock_next += FRAME_SIZE;
  pages_zero(*physical, 1);  // at each taking: what split() stored in one that was undone was not journalled
  return OK;
}

static bool is_dynamic(uint64_t address) {
  return address - pages.dynamic < DYNAMIC_SIZE;
}

// Where the entry of a page of the dynamic area is seen as a word of user mode; 0: nowhere.
static uint64_t seen_at(uint64_t address) {
  return pages.tables != 0 ? pages.tables + (address - pages.dynamic) / FRAME_SIZE * sizeof(uint64_t) : 0;
}

// All levels say that user mode may, so that the last one decides.
static uint64_t table_rights(uint64_t address) {
  bool is_seen = pages.tables != 0 && address - pages.dynamic < DYNAMIC_SIZE + TABLES_SIZE;
  return is_seen ? ENTRY_TABLE | ENTRY_USER : ENTRY_TABLE;
}

// A table of entries of pages of the dynamic area is seen a second time. The tables that this takes are made first.
static status_t make_seen(uint64_t address) {
  uint64_t seen = seen_at(address & ~(level_bytes(1) - 1));
  return is_dynamic(address) && seen != 0 ? pages_make(seen, 0) : OK;
}

static void show_seen(uint64_t address, uint64_t table) {
  uint64_t seen = seen_at(address & ~(level_bytes(1) - 1));
  if (is_dynamic(address) && seen != 0) pages_set(pages_find(seen, 0), table | ENTRY_RAM | ENTRY_USER, seen);
}

static status_t make_table(uint64_t *entry, uint64_t address, uint32_t level) {
  uint64_t table = 0;
  status_t status = level == 1 ? make_seen(address) : OK;
  if (status == OK) status = table_take(&table);
  if (status != OK) return status;
  pages_set(entry, table | table_rights(address), address);
  if (level == 1) show_seen(address, table);
  return OK;
}

status_t pages_make(uint64_t address, uint32_t level) {
  uint64_t table = pages.root;
  for (uint32_t at = TABLE_TOP; at > level; at--) {
    uint64_t *entry = &pages_table(table)[index_at(address, at)];
    if ((*entry & ENTRY_PRESENT) == 0) {
      status_t status = make_table(entry, address, at);
      if (status != OK) return status;
    }
    if (is_page(*entry, at)) return EXISTS;
    table = *entry & ENTRY_ADDRESS;
  }
  return OK;
}

status_t pages_make_tables(uint64_t start, uint64_t end) {
  for (uint64_t at = start; at < end; at = (at & ~(level_bytes(1) - 1)) + level_bytes(1)) {
    status_t status = pages_make(at, 0);
    if (status != OK) return status;
  }
  return OK;
}

static void store(uint64_t *entries, uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  if (pages.tables != 0) {
    machine_entries_set(entries, seen_at(address), count, value, step);
    return;
  }
  uint64_t window = arch_write_window_open();
  for (uint64_t i = 0; i < count; i++)
    entries[i] = value + i * step;
  arch_write_window_close(window);
}

// A table at a time.
static void store_all(uint64_t *entries, uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  if (entries != NULL) return store(entries, address, count, value, step);
  for (uint64_t done = 0, part = 0; done < count; done += part, address += part * FRAME_SIZE) {
    uint64_t room = TABLE_ENTRIES - index_at(address, 0);
    part = count - done < room ? count - done : room;
    store(pages_find(address, 0), address, part, value + done * step, step);
  }
}

void pages_fill(uint64_t *entries, uint64_t address, uint64_t count, uint64_t value, uint64_t step) {
  pages_make_stale(false);
  store_all(entries, address, count, value, step);
  arch_tlb_added(address, count);
}

void pages_clear(uint64_t *entries, uint64_t address, uint64_t count) {
  pages_make_stale(true);
  store_all(entries, address, count, 0, 0);
  for (uint64_t i = 0; i < count; i++)
    arch_tlb_drop(address + i * FRAME_SIZE);
}

status_t pages_protect(uint64_t physical, bool read_only) {
  uint64_t address = pages.direct + physical, table = 0;
  struct pages_leaf leaf;
  pages_lookup(address, &leaf);
  if (leaf.prot == 0 || leaf.size > level_bytes(1)) return INVALID;
  if (leaf.size == level_bytes(1)) {
    status_t status = table_take(&table);  // may have split that very page
    if (status != OK) return status;
    pages_lookup(address, &leaf);
  }
  if (leaf.size == level_bytes(1)) {
    split(pages_find(address, 1), table, address);
  } else if (table != 0) {
    pages.stock_next -= FRAME_SIZE;
  }
  uint64_t *entry = pages_find(address, 0);
  pages_set(entry, read_only ? *entry & ~ENTRY_WRITE : *entry | ENTRY_WRITE, address);
  return OK;
}

uint64_t pages_count_tables(uint64_t table, uint32_t level) {
  uint64_t count = 1;
  for (uint32_t i = 0; level > 0 && i < TABLE_ENTRIES; i++) {
    uint64_t entry = pages_table(table)[i];
    if ((entry & ENTRY_PRESENT) != 0 && !is_page(entry, level)) {
      count += pages_count_tables(entry & ENTRY_ADDRESS, level - 1);
    }
  }
  return count;
}
