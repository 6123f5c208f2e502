// SPDX-License-Identifier: Apache-2.0
// Puts the draft's bytes where they will be, behind the used part of each area: nobody reads there before the commit says
// that the area goes further.
#include "kernel/arch/arch.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"
#include "kernel/swap/turn.h"

RAW_BEGIN

enum { PIECE = 1024 };  // bytes that are written with interrupts off

static uint64_t page_up(uint64_t address) {
  return (address + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE;
}

static status_t map(struct swap_work *work, uint64_t start, uint64_t end, uint32_t prot) {
  if (start >= end) return OK;
  status_t status = swap_turn_map(start, end, prot);
  if (status == OK)
    work->pages_mapped += (end - start) / REGION_PAGE;
  else
    plan_say(&work->plan, "no memory for %llu pages of the region (%s); nothing was changed\n",
             (unsigned long long)((end - start) / REGION_PAGE), status_name(status));
  return status;
}

static status_t map_cells(struct swap_work *work) {
  status_t status = OK;
  for (uint32_t i = 0; i < work->plan.count && status == OK; i++) {
    if (work->plan.members[i].now == GRAPH_NONE) continue;
    const struct graph_cell *cell = linker_draft_cell(&work->plan.draft, work->plan.members[i].now);
    status = map(work, cell->read_address, page_up(cell->read_address + cell->read_size), PAGES_R);
    if (status == OK) status = map(work, cell->text_address, page_up(cell->text_address + cell->text_size), PAGES_RX);
  }
  return status;
}

static status_t map_area(struct swap_work *work, enum region_area number) {
  struct region_span span = region_span(number);
  const struct linker_area *area = &work->plan.draft.areas[number];
  uint64_t start = REGION_BASE + span.offset;
  return map(work, page_up(start + area->before), page_up(start + area->used), span.prot);
}

static void write(uint64_t address, const uint8_t *bytes, uint64_t size) {
  for (uint64_t done = 0; done < size; done += PIECE) {
    uint64_t window = arch_write_window_open();
    __builtin_memcpy((void *)(address + done), bytes + done, size - done < PIECE ? size - done : PIECE);
    arch_write_window_close(window);
  }
}

status_t swap_prepare(struct swap_work *work) {
  status_t status = map_cells(work);
  for (uint32_t number = REGION_CELLS; number < REGION_AREAS && status == OK; number++)
    if (number != REGION_CELL && number != REGION_CPU) status = map_area(work, number);
  if (status != OK) return status;
  for (uint32_t number = REGION_CELLS; number < REGION_AREAS; number++) {
    const struct linker_area *area = &work->plan.draft.areas[number];
    if (number != REGION_CELL)
      write(REGION_BASE + region_span(number).offset + area->before, area->bytes, area->used - area->before);
  }
  for (uint32_t i = 0; i < work->plan.count; i++) {
    if (work->plan.members[i].now == GRAPH_NONE) continue;
    const struct graph_cell *cell = linker_draft_cell(&work->plan.draft, work->plan.members[i].now);
    const struct linker_area *area = &work->plan.draft.areas[REGION_CELL];
    uint64_t base = REGION_BASE + region_span(REGION_CELL).offset + area->before;
    write(cell->read_address, area->bytes + (cell->read_address - base), cell->read_size);
    write(cell->text_address, area->bytes + (cell->text_address - base), cell->text_size);
  }
  return OK;
}

RAW_END
