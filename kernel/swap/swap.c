// SPDX-License-Identifier: Apache-2.0
// The phases of a swap, in order, and who may be in them.
#include "kernel/swap/swap.h"

#include <stdarg.h>

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"
#include "kernel/task/task.h"
#include "kernel/trace/trace.h"

CELL_STATE(struct swap_state, swap);

TRACE_POINT(swap_whole, "swap", "cells", "status");
TRACE_POINT(swap_planning, "swap plan", "cells", "");
TRACE_POINT(swap_preparing, "swap prepare", "pages", "");
TRACE_POINT(swap_committing, "swap commit", "words", "");
TRACE_POINT(swap_retired, "swap retire", "cell", "");

enum { NO_TASK = 1 << 30 };  // who swaps outside any task: boot, a unit test

void swap_say(struct swap_work *work, const char *format, ...) {
  struct swap_report *report = work->report;
  va_list arguments;
  va_start(arguments, format);
  size_t room = sizeof report->text - work->text_length;
  size_t length = text_format_list(report->text + work->text_length, room, format, arguments);
  va_end(arguments);
  work->text_length += (uint32_t)(length < room ? length : room - 1);
}

const char *swap_label(uint32_t cell) {
  return graph_string(graph_running(), graph_cell(graph_running(), cell)->label);
}

// Gives back what is held for a swap that is not, or no longer, under way.
static void drop(struct swap_work *work) {
  swap_unprepare(work);
  if (work->memory != NULL) (void)pages_release(work->memory);
  heap_delete(work);
}

static bool is_alive(uint64_t number) {
  struct task *task;
  if (number == NO_TASK || task_find(number, &task) != OK) return number == NO_TASK;
  bool alive = task->state != TASK_ENDED;
  task_release(task);
  return alive;
}

bool swap_is_held(void) {
  return swap.offers_in_use && is_alive(swap.owner);
}

// One at a time. A task that ended inside a swap left a draft that was not in force; it is dropped.
static status_t enter(struct swap_work *work) {
  const struct task *self = task_current();
  uint64_t number = self == NULL ? NO_TASK : self->number;
  uint64_t interrupts = arch_interrupts_off();
  bool busy = swap.owner != 0 && (swap.owner == number || is_alive(swap.owner));
  uint64_t holder = swap.owner;
  struct swap_work *abandoned = busy ? NULL : swap.work;
  if (!busy) {
    swap.owner = number;
    swap.work = work;
    swap.offers_in_use = swap.drop_wanted = false;  // whoever held them has ended
  }
  arch_interrupts_restore(interrupts);
  if (abandoned != NULL) drop(abandoned);
  if (busy) swap_say(work, "task %llu swaps now; try again when it is done\n", (unsigned long long)holder);
  return busy ? BUSY : OK;
}

static void leave(void) {
  uint64_t interrupts = arch_interrupts_off();
  swap.owner = 0;
  swap.work = NULL;
  arch_interrupts_restore(interrupts);
}

// From here on the new cells run. Nobody is between two instructions that matter: one CPU, interrupts off.
static uint64_t commit(struct swap_work *work) {
  uint64_t interrupts = arch_interrupts_off();
  uint64_t start = arch_cycles();
  uint64_t window = arch_write_window_open();
  nucleus_patch(work->draft.patches, work->draft.patch_count);
  arch_write_window_close(window);
  uint64_t cycles = arch_cycles() - start;
  work->mapped_count = 0;  // what was prepared is in force
  swap.swaps++;
  arch_interrupts_restore(interrupts);
  return cycles;
}

static uint64_t pages_mapped(const struct swap_work *work) {
  uint64_t pages = 0;
  for (uint32_t i = 0; i < work->mapped_count; i++)
    pages += (work->mapped[i].end - work->mapped[i].start) / REGION_PAGE;
  return pages;
}

static void tell_retired(const struct swap_work *work) {
  for (uint32_t i = 0; i < work->count; i++) {
    const struct swap_member *member = &work->members[i];
    const char *label = swap_label(member->old != GRAPH_NONE ? member->old : member->now);
    unsigned before = 0, after = 0;
    if (member->old != GRAPH_NONE) before = (unsigned)(graph_cell(graph_running(), member->old)->version >> 32);
    if (member->now != GRAPH_NONE) after = (unsigned)(graph_cell(graph_running(), member->now)->version >> 32);
    if (member->old != GRAPH_NONE) TRACE(swap_retired, member->old, 0);
    LOG(LOG_INFO, "%s: %08x -> %08x%s", label, before, after, member->now == GRAPH_NONE ? " (removed)" : "");
  }
}

static status_t carry_out(struct swap_work *work, const struct swap_request *request) {
  struct swap_report *report = work->report;
  uint64_t start = arch_cycles();
  TRACE_BEGIN(swap_planning, request->count, 0);
  status_t status = swap_resolve(work, request);
  if (status == OK) status = swap_plan(work, request->back);
  TRACE_END(swap_planning, work->count, 0);
  report->plan_cycles = arch_cycles() - start;
  report->words = work->draft.patch_count;
  if (status != OK || request->plan_only) return status;
  start = arch_cycles();
  TRACE_BEGIN(swap_preparing, 0, 0);
  status = swap_prepare(work);
  TRACE_END(swap_preparing, pages_mapped(work), 0);
  report->prepare_cycles = arch_cycles() - start;
  if (status != OK) return status;
  TRACE_BEGIN(swap_committing, work->draft.patch_count, 0);
  report->pause_cycles = commit(work);
  TRACE_END(swap_committing, work->draft.patch_count, 0);
  tell_retired(work);
  return OK;
}

static bool lies_in(uint64_t address, enum region_area area) {
  struct region_span span = region_span(area);
  return address - REGION_BASE - span.offset < span.size;
}

// Whether a word that was exchanged goes back: not how far areas are in use, for what was prepared stays, and not that a
// function has got a gate, for the gate stays.
static bool goes_back(const struct region_patch *patch) {
  bool got_gate = lies_in(patch->address, REGION_EXPORTS) && patch->value >> 32 == GRAPH_NONE;
  return !lies_in(patch->address, REGION_HEADER) && !got_gate;
}

// A cell that was added did not start: everybody is turned back by exchanging the words again, which cannot fail. The new
// versions are retired ones from then on, because a task may be inside.
static void take_back(struct swap_work *work) {
  struct region_patch *patches = work->draft.patches;
  uint32_t count = 0;
  uint64_t generation = graph_header(graph_running())->generation;
  for (uint32_t i = 0; i < work->draft.patch_count; i++)
    if (goes_back(&patches[i])) patches[count++] = patches[i];
  for (uint32_t i = 0; i < work->count; i++) {
    if (work->members[i].now == GRAPH_NONE) continue;
    const struct graph_cell *cell = graph_cell(graph_running(), work->members[i].now);
    uint32_t flags = (cell->flags & ~(uint32_t)GRAPH_LIVE) | GRAPH_RETIRED;
    patches[count++] =
        (struct region_patch){(uint64_t)cell + offsetof(struct graph_cell, label), cell->label | (uint64_t)flags << 32};
  }
  patches[count++] = (struct region_patch){REGION_BASE + offsetof(struct graph_header, generation), generation + 1};
  work->draft.patch_count = count;
  (void)commit(work);
}

static status_t run(struct swap_work *work, const struct swap_request *request) {
  status_t status = enter(work);
  if (status != OK) return status;
  swap_hold_offers();
  TRACE_BEGIN(swap_whole, request->count, 0);
  status = carry_out(work, request);
  if (status == OK && !request->plan_only) {
    status = swap_start_added(work);
    if (status != OK) take_back(work);
  }
  TRACE_END(swap_whole, work->count, status);
  swap_unprepare(work);
  swap_let_go_offers(request->offered && !request->plan_only);
  leave();
  return status;
}

status_t swap_run(const struct swap_request *request, struct swap_report *report) {
  *report = (struct swap_report){0};
  struct swap_work *work = NEW(struct swap_work);
  if (work == NULL) {
    (void)text_copy(report->text, sizeof report->text, "no memory to plan a swap; `mem` shows what there is\n");
    swap.refused++;
    return NO_MEMORY;
  }
  work->report = report;
  status_t status = run(work, request);
  if (status != OK) swap.refused++;
  drop(work);
  return status;
}
