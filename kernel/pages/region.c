// SPDX-License-Identifier: Apache-2.0
// Pages of the region, which grows while the system runs. What is not state is read-only from its first moment, here
// and in the direct map; kernel/swap fills it through a write window.
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages_state.h"

// Everything that can fail for one page: its table, its frame, the frame's protection.
static status_t take_frame(uint64_t address, bool is_state, uint64_t *frame) {
  status_t status = pages_make(address, 0);
  if (status != OK) return status == EXISTS ? INVALID : status;
  if ((*pages_find(address, 0) & ENTRY_PRESENT) != 0) return INVALID;
  status = frames_take(0, frame);
  if (status != OK) return status;
  pages_zero(*frame, 1);
  if (!is_state) status = pages_protect(*frame, true);
  if (status != OK && frames_give(*frame, 0) != OK) pages.statistics.defects++;
  return status;
}

static void give_page(uint64_t address) {
  uint64_t *entry = pages_find(address, 0);
  uint64_t frame = *entry & ENTRY_ADDRESS;
  bool is_state = (*entry & ENTRY_WRITE) != 0;
  pages_set(entry, 0, address);
  if (!is_state && pages_protect(frame, false) != OK) pages.statistics.defects++;
  if (frames_give(frame, 0) != OK) pages.statistics.defects++;
  pages.statistics.region_frames--;
}

static void unmap(uint64_t start, uint64_t end) {
  for (uint64_t at = start; at < end; at += FRAME_SIZE)
    give_page(at);
}

static bool is_range(uint64_t start, uint64_t end) {
  return start % FRAME_SIZE == 0 && end % FRAME_SIZE == 0 && start >= REGION_BASE && start <= end &&
         end - REGION_BASE <= REGION_SIZE;
}

status_t pages_region_map(uint64_t start, uint64_t end, uint32_t prot) {
  if (!is_range(start, end) || (prot != PAGES_R && prot != PAGES_RW && prot != PAGES_RX)) return INVALID;
  uint64_t rights = ENTRY_PRESENT | (prot == PAGES_RW ? ENTRY_WRITE : 0) | (prot == PAGES_RX ? 0 : ENTRY_NO_EXECUTE);
  status_t status = OK;
  lock_enter(&pages.lock);
  for (uint64_t at = start; at < end && status == OK; at += FRAME_SIZE) {
    uint64_t frame = 0;
    status = take_frame(at, prot == PAGES_RW, &frame);
    if (status == OK) {
      pages_set(pages_find(at, 0), frame | rights, at);
      pages.statistics.region_frames++;
    } else {
      unmap(start, at);
    }
  }
  lock_leave(&pages.lock);
  return status;
}

CELL_CALLBACK void pages_region_drop(uint64_t start, uint64_t end, uint64_t) {
  lock_enter(&pages.lock);
  unmap(start, end);
  lock_leave(&pages.lock);
}

status_t pages_region_unmap(uint64_t start, uint64_t end) {
  if (!is_range(start, end)) return INVALID;
  for (uint64_t at = start; at < end; at += FRAME_SIZE)
    if (pages_physical((void *)at) == UINT64_MAX) return INVALID;
  AFTER(pages_region_drop, start, end, 0);
  return OK;
}
