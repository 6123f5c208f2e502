// SPDX-License-Identifier: Apache-2.0
// pages_check: walks all page tables and tells what they show, and whether they keep the promises of pages.h.
//
// W^X over all pairs of mappings needs no table of frames: every mapping outside the direct map is compared with the
// direct map's view of the same frame. What is executable must be read-only there, and what is writable must be
// writable there; so no frame is in both sets. Tables are read-only there, so they are writable nowhere.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/pages/pages_state.h"

enum { BOOT_STUB = 1 << 20, NULL_BYTES = 1 << 16 };

struct complaint {
  char *why;
  uint32_t size;
};

static status_t complain(struct complaint to, const char *what, uint64_t address) {
  if (to.size != 0) text_format(to.why, to.size, "0x%llx: %s", (unsigned long long)address, what);
  return INVALID;
}

static uint64_t end_of(const struct pages_leaf *leaf) {
  uint64_t end = leaf->start + leaf->size;
  return end != 0 ? end : UINT64_MAX;
}

status_t pages_next(uint64_t from, struct pages_mapping *mapping) {
  struct pages_leaf leaf;
  bool found = false;
  for (uint64_t at = from; at != UINT64_MAX; at = end_of(&leaf)) {
    pages_lookup(at, &leaf);
    if (leaf.prot == 0 && !found) continue;
    if (!found) {
      found = true;
      *mapping =
          (struct pages_mapping){.start = leaf.start, .end = leaf.start, .physical = leaf.physical, .prot = leaf.prot};
    }
    if (leaf.prot != mapping->prot || leaf.physical != mapping->physical + (leaf.start - mapping->start)) break;
    mapping->end = end_of(&leaf);
  }
  return found ? OK : NOT_FOUND;
}

static bool in_direct(uint64_t address) {
  return address >= pages.direct && address - pages.direct < pages.direct_end;
}

// What the direct map lets one do with a frame; 0: it does not show it.
static uint32_t direct_prot(uint64_t physical) {
  if (physical >= pages.direct_end) return 0;
  struct pages_leaf leaf;
  pages_lookup(pages.direct + physical, &leaf);
  return leaf.prot;
}

// What the address map says of an address in the region; 0: no area has it.
static uint32_t region_prot(uint64_t address) {
  for (uint32_t area = 0; area < REGION_AREAS; area++) {
    struct region_span span = region_span((enum region_area)area);
    if (address - REGION_BASE >= span.offset && address - REGION_BASE < span.offset + span.size) return span.prot;
  }
  return 0;
}

static status_t check_region(const struct pages_leaf *leaf, struct complaint to) {
  struct region_span cells = region_span(REGION_CELL);
  bool is_cell = leaf->start - REGION_BASE - cells.offset < cells.size;
  if (leaf->prot == region_prot(leaf->start) || (is_cell && leaf->prot == PAGES_RX)) return OK;
  return complain(to, "not as the address map says", leaf->start);
}

// One frame seen from outside the direct map.
static status_t check_frame(uint64_t address, uint64_t physical, uint32_t prot, struct complaint to) {
  uint32_t direct = direct_prot(physical);
  if ((prot & PAGES_DEVICE) != 0) {
    return direct == 0 || physical < BOOT_STUB ? OK : complain(to, "RAM is mapped as a device", address);
  }
  if (direct == 0) return complain(to, "not in the direct map", address);
  if ((prot & REGION_X) != 0 && (direct & REGION_W) != 0) {
    return complain(to, "executable, and writable in the direct map", address);
  }
  if ((prot & REGION_W) != 0 && (direct & REGION_W) == 0) {
    return complain(to, "writable, protected in the direct map", address);
  }
  return OK;
}

// What is of user mode is a table of the dynamic area, where nobody reaches it but by arch_user_words_set.
static status_t check_seen(const struct pages_leaf *leaf, struct complaint to) {
  uint64_t at = leaf->start - pages.tables;
  if (pages.tables == 0 || !arch_keeps_user_pages() || at >= TABLES_SIZE || leaf->size != FRAME_SIZE)
    return complain(to, "reachable from user mode", leaf->start);
  const uint64_t *entry = pages_find(pages.dynamic + at / FRAME_SIZE * level_bytes(1), 1);
  bool is_table = entry != NULL && (*entry & ENTRY_PRESENT) != 0 && (*entry & ENTRY_ADDRESS) == leaf->physical;
  if (!is_table || leaf->prot != PAGES_RW) return complain(to, "reachable from user mode", leaf->start);
  return OK;
}

static status_t check_leaf(const struct pages_leaf *leaf, struct complaint to) {
  uint64_t address = leaf->start;
  if (leaf->is_user) return check_seen(leaf, to);
  if (address < NULL_BYTES) return complain(to, "mapped, where null leads", address);
  if ((leaf->prot & REGION_W) != 0 && (leaf->prot & REGION_X) != 0) {
    return complain(to, "writable and executable", address);
  }
  if (in_direct(address)) {
    if ((leaf->prot & REGION_X) != 0) return complain(to, "executable in the direct map", address);
    return leaf->physical == address - pages.direct ? OK : complain(to, "wrong frame in the direct map", address);
  }
  bool in_region = address >= REGION_BASE && address - REGION_BASE < REGION_SIZE;
  if ((leaf->prot & REGION_X) != 0 && !in_region && address != BOOT_STUB) {
    return complain(to, "executable outside the region", address);
  }
  status_t status = in_region ? check_region(leaf, to) : OK;
  for (uint64_t done = 0; status == OK && done < leaf->size; done += FRAME_SIZE) {
    status = check_frame(address + done, leaf->physical + done, leaf->prot, to);
  }
  return status;
}

static status_t check_mappings(struct complaint to) {
  struct pages_leaf leaf;
  for (uint64_t at = 0; at != UINT64_MAX; at = end_of(&leaf)) {
    pages_lookup(at, &leaf);
    status_t status = leaf.prot != 0 ? check_leaf(&leaf, to) : OK;
    if (status != OK) return status;
  }
  return OK;
}

static status_t check_table(uint64_t table, uint32_t level, struct complaint to) {
  if (direct_prot(table) != PAGES_R) return complain(to, "a page table that is not read-only", pages.direct + table);
  for (uint32_t i = 0; level > 0 && i < TABLE_ENTRIES; i++) {
    uint64_t entry = pages_table(table)[i];
    if ((entry & ENTRY_PRESENT) == 0 || (entry & ENTRY_LARGE) != 0) continue;
    status_t status = check_table(entry & ENTRY_ADDRESS, level - 1, to);
    if (status != OK) return status;
  }
  return OK;
}

static status_t check_stock(struct complaint to) {
  for (uint64_t frame = pages.stock_next; frame < pages.stock_end; frame += FRAME_SIZE) {
    if (direct_prot(frame) != PAGES_R) return complain(to, "writable stock for tables", frame);
  }
  return OK;
}

// The dynamic area shows live spans and nothing else: so their guards, and what was released, are unmapped.
static status_t check_spans(struct complaint to) {
  struct pages_leaf leaf;
  uint64_t at = pages.dynamic;
  uint64_t end = 0;
  for (const struct span *span = span_next(at); span != NULL; span = span_next(end)) {
    end = span->start + (uint64_t)span->pages * FRAME_SIZE;
    if (span->start < at + FRAME_SIZE) return complain(to, "a span without a guard", span->start);
    for (; at < end; at = end_of(&leaf)) {
      pages_lookup(at, &leaf);
      bool is_inside = at >= span->start;
      if (leaf.prot == 0 && is_inside) return complain(to, "a hole in a span", at);
      if (leaf.prot == 0 && end_of(&leaf) > span->start)
        leaf = (struct pages_leaf){.start = at, .size = span->start - at};
      if (leaf.prot != 0 && !is_inside) return complain(to, "in no span", at);
      if (leaf.prot != 0 && leaf.prot != (PAGES_RW | (span->is_device != 0 ? PAGES_DEVICE : 0u))) {
        return complain(to, "a span not mapped read-write", at);
      }
    }
  }
  struct pages_mapping after;
  if (pages_next(at, &after) == OK && after.start < pages.dynamic + DYNAMIC_SIZE) {
    return complain(to, "in no span", after.start);
  }
  return OK;
}

status_t pages_check(char *why, uint32_t why_size) {
  struct complaint to = {why, why_size};
  lock_enter(&pages.lock);
  status_t status = check_mappings(to);
  if (status == OK) status = check_table(pages.root, TABLE_TOP, to);
  if (status == OK) status = check_stock(to);
  if (status == OK) status = check_spans(to);
  lock_leave(&pages.lock);
  return status;
}

void pages_statistics(struct pages_statistics *out) {
  lock_enter(&pages.lock);
  *out = pages.statistics;
  out->direct_end = pages.direct_end;
  lock_leave(&pages.lock);
}
