// SPDX-License-Identifier: Apache-2.0
// pages: start, the direct map, spans with frames in them, and device registers. Tables are table.c's, addresses are
// span.c's.
//
// Whatever can fail comes first: records, tables, frames. What then changes the mappings cannot fail.
#include "kernel/pages/pages.h"
#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages_state.h"
#include <stdckdint.h>

CELL_STATE(struct pages_state, pages);

enum { LOW_MEMORY = 1 << 20 };  // below it a PC has video memory and firmware among RAM, which is never handed out
enum { BATCH = 16 };            // entries changed in one write window

status_t pages_start(uint64_t direct, uint64_t dynamic) {
  if (direct % level_bytes(1) != 0 || dynamic % FRAME_SIZE != 0) return INVALID;
  pages = (struct pages_state){.direct = direct, .dynamic = dynamic, .physical_limit = machine_physical_limit()};
  struct pages_leaf leaf;
  for (pages_lookup(direct, &leaf); leaf.prot != 0; pages_lookup(direct + pages.direct_end, &leaf)) {
    pages.direct_end = leaf.start + leaf.size - direct;
  }
  pages.statistics.table_frames = pages_count_tables(arch_page_root(), TABLE_TOP);
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

status_t pages_extend_direct(uint64_t start, uint64_t end) {
  uint64_t from = 0, to = end & ~(uint64_t)(FRAME_SIZE - 1);
  if (ckd_add(&from, start, FRAME_SIZE - 1) || end < start) return INVALID;
  from &= ~(uint64_t)(FRAME_SIZE - 1);
  if (to <= from) return OK;
  if (to > pages.physical_limit || to > DYNAMIC_BASE - DIRECT_BASE) return OUT_OF_RANGE;
  uint64_t interrupts = arch_interrupts_off();
  status_t status = make_direct_tables(from, to);
  if (status == OK) {
    uint64_t window = arch_write_window_open();
    fill_direct(from, to);
    arch_write_window_close(window);
    if (to > pages.direct_end) pages.direct_end = to;
  }
  arch_interrupts_restore(interrupts);
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

// Writes the entries of [address, address + count pages), whose tables exist.
static void map(uint64_t address, const uint64_t *frame, uint32_t count, uint64_t rights) {
  uint64_t window = arch_write_window_open();
  for (uint32_t i = 0; i < count; i++, address += FRAME_SIZE) {
    pages_set(pages_find(address, 0), frame[i] | rights, address);
  }
  arch_write_window_close(window);
}

// Clears the entries and tells which frames they showed.
static void unmap(uint64_t address, uint64_t *frame, uint32_t count) {
  uint64_t window = arch_write_window_open();
  for (uint32_t i = 0; i < count; i++, address += FRAME_SIZE) {
    uint64_t *entry = pages_find(address, 0);
    frame[i] = *entry & ENTRY_ADDRESS;
    pages_set(entry, 0, address);
  }
  arch_write_window_close(window);
}

static uint32_t batch_of(uint32_t count) {
  return count < BATCH ? count : BATCH;
}

// Takes the pages of [address, ...) away and gives their frames back.
static void empty(uint64_t address, uint32_t count) {
  uint64_t frame[BATCH];
  for (uint32_t batch = 0; count > 0; count -= batch, address += (uint64_t)batch * FRAME_SIZE) {
    batch = batch_of(count);
    unmap(address, frame, batch);
    for (uint32_t i = 0; i < batch; i++) {
      if (frames_give(frame[i], 0) != OK) pages.statistics.defects++;
    }
  }
}

// Takes up to `count` frames and zeroes them; returns how many there were.
static uint32_t take_frames(uint64_t *frame, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (frames_take(0, &frame[i]) != OK) return i;
    __builtin_memset(pages_direct(frame[i]), 0, FRAME_SIZE);
  }
  return count;
}

// Puts fresh frames behind [address, ...); on NO_MEMORY those that there were are given back.
static status_t fill(uint64_t address, uint32_t count) {
  uint64_t frame[BATCH];
  for (uint32_t done = 0; done < count;) {
    uint32_t batch = batch_of(count - done);
    uint32_t taken = take_frames(frame, batch);
    map(address + (uint64_t)done * FRAME_SIZE, frame, taken, ENTRY_RAM);
    done += taken;
    if (taken < batch) {
      empty(address, done);
      return NO_MEMORY;
    }
  }
  return OK;
}

// Addresses with their tables, as a span without anything behind it.
static status_t take_addresses(uint32_t count, const char *what, struct span **span) {
  if (pages.direct == 0) return NO_MEMORY;  // not started
  status_t status = span_take(count, what, span);
  if (status != OK) return status;
  uint64_t start = (*span)->start;
  status = pages_make_tables(start, start + (uint64_t)count * FRAME_SIZE);
  if (status != OK) span_give(*span);
  return status;
}

status_t pages_reserve(uint32_t count, const char *what, void **address) {
  if (count == 0) return INVALID;
  struct span *span = NULL;
  uint64_t interrupts = arch_interrupts_off();
  status_t status = take_addresses(count, what, &span);
  if (status == OK) {
    status = fill(span->start, count);
    if (status == OK) {
      pages.statistics.spans++;
      pages.statistics.reserved_pages += count;
      *address = (void *)span->start;
    } else {
      span_give(span);
    }
  }
  arch_interrupts_restore(interrupts);
  return status;
}

status_t pages_release(void *address) {
  uint64_t interrupts = arch_interrupts_off();
  struct span *span = span_find((uint64_t)address);
  bool is_ours = span != NULL && span->is_device == 0;
  if (is_ours) {
    empty(span->start, span->pages);
    pages.statistics.spans--;
    pages.statistics.reserved_pages -= span->pages;
    span_give(span);
  } else {
    pages.statistics.defects++;
  }
  arch_interrupts_restore(interrupts);
  if (is_ours) return OK;
  LOG(LOG_ERROR, "release of pages at 0x%llx refused: nothing was reserved there",
      (unsigned long long)(uint64_t)address);
  return INVALID;
}

// RAM seen uncached as well would be incoherent, and a way around the protection of tables and code.
static bool shows_ram(uint64_t start, uint64_t end) {
  struct pages_leaf leaf;
  uint64_t at = start > LOW_MEMORY ? start : LOW_MEMORY;
  for (; at < end && at < pages.direct_end; at = leaf.start + leaf.size - pages.direct) {
    pages_lookup(pages.direct + at, &leaf);
    if (leaf.prot != 0) return true;
  }
  return false;
}

static status_t map_device(uint64_t start, uint32_t count, struct span **span) {
  status_t status = take_addresses(count, "device", span);
  if (status != OK) return status;
  uint64_t at = (*span)->start;
  (*span)->is_device = 1;
  for (uint32_t i = 0; i < count; i++, start += FRAME_SIZE, at += FRAME_SIZE)
    map(at, &start, 1, ENTRY_REGISTERS);
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
  uint64_t interrupts = arch_interrupts_off();
  status_t status = shows_ram(start, end) ? INVALID : map_device(start, (uint32_t)count, &span);
  if (status == OK) *address = (volatile void *)(span->start + (physical - start));
  arch_interrupts_restore(interrupts);
  return status;
}
