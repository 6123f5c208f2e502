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
    swap.offers_in_use = false;  // whoever held them has ended
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
    const char *label = swap_label(member->old != GRAPH_NONE ? member->old : member->new);
    unsigned before = 0, after = 0;
    if (member->old != GRAPH_NONE) before = (unsigned)(graph_cell(graph_running(), member->old)->version >> 32);
    if (member->new != GRAPH_NONE) after = (unsigned)(graph_cell(graph_running(), member->new)->version >> 32);
    if (member->old != GRAPH_NONE) TRACE(swap_retired, member->old, 0);
    LOG(LOG_INFO, "%s: %08x -> %08x%s", label, before, after, member->new == GRAPH_NONE ? " (removed)" : "");
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

// A cell that was added and did not start goes again, and with it all that was added.
static void take_out(struct swap_work *work, struct swap_report *report) {
  struct swap_work *back = NEW(struct swap_work);
  if (back == NULL) {
    swap_say(work, "no memory to take it out; it stays, without having started\n");
    return;
  }
  back->report = report;
  back->text_length = work->text_length;
  for (uint32_t i = 0; i < work->count; i++)
    if (work->members[i].old == GRAPH_NONE)
      back->members[back->count++] = (struct swap_member){.old = work->members[i].new, .new = GRAPH_NONE};
  status_t status = swap_plan(back, true);
  if (status == OK) status = swap_prepare(back);
  if (status == OK) (void)commit(back);
  drop(back);
}

static status_t run(struct swap_work *work, const struct swap_request *request) {
  status_t status = enter(work);
  if (status != OK) return status;
  swap_hold_offers();
  TRACE_BEGIN(swap_whole, request->count, 0);
  status = carry_out(work, request);
  if (status == OK && !request->plan_only) {
    status = swap_start_added(work);
    if (status != OK) take_out(work, work->report);
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
