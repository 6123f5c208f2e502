// SPDX-License-Identifier: Apache-2.0
// The phases of a swap, in order, and who may be in them.
#include "kernel/swap/swap.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/heap/heap.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"
#include "kernel/swap/turn.h"
#include "kernel/trace/trace.h"

TRACE_POINT(swap_whole, "swap", "cells", "status");
TRACE_POINT(swap_planning, "swap plan", "cells", "");
TRACE_POINT(swap_preparing, "swap prepare", "pages", "");
TRACE_POINT(swap_committing, "swap commit", "words", "");
TRACE_POINT(swap_retired, "swap retire", "cell", "");

const char *swap_label(uint32_t cell) {
  return graph_string(graph_running(), graph_cell(graph_running(), cell)->label);
}

static void tell_retired(const struct swap_work *work) {
  for (uint32_t i = 0; i < work->plan.count; i++) {
    const struct plan_member *member = &work->plan.members[i];
    const char *label = swap_label(member->old != GRAPH_NONE ? member->old : member->now);
    unsigned before = 0, after = 0;
    if (member->old != GRAPH_NONE) before = (unsigned)(graph_cell(graph_running(), member->old)->version >> 32);
    if (member->now != GRAPH_NONE) after = (unsigned)(graph_cell(graph_running(), member->now)->version >> 32);
    if (member->old != GRAPH_NONE) TRACE(swap_retired, member->old, 0);
    LOG(LOG_INFO, "%s: %08x -> %08x%s", label, before, after, member->now == GRAPH_NONE ? " (removed)" : "");
  }
}

RAW_BEGIN

static status_t carry_out(struct swap_work *work, const struct swap_request *request) {
  struct swap_report *report = work->report;
  uint64_t start = arch_cycles();
  TRACE_BEGIN(swap_planning, request->count, 0);
  status_t status = swap_plan(work, request);
  TRACE_END(swap_planning, work->plan.count, 0);
  report->plan_cycles = arch_cycles() - start;
  report->words = work->plan.draft.patch_count;
  if (status != OK || request->plan_only) return status;
  start = arch_cycles();
  TRACE_BEGIN(swap_preparing, 0, 0);
  status = swap_prepare(work);
  TRACE_END(swap_preparing, work->pages_mapped, 0);
  report->prepare_cycles = arch_cycles() - start;
  if (status != OK) return status;
  TRACE_BEGIN(swap_committing, work->plan.draft.patch_count, 0);
  bool adds = false;
  for (uint32_t i = 0; i < work->plan.count; i++)
    adds |= work->plan.members[i].old == GRAPH_NONE;
  status = swap_commit_alone(work->plan.draft.patches, work->plan.draft.patch_count, report, !adds);
  TRACE_END(swap_committing, work->plan.draft.patch_count, status);
  if (status == OK)
    tell_retired(work);
  else
    plan_say(&work->plan, "another processor does not answer, nothing is changed; `cpu` shows them\n");
  return status;
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
  struct region_patch *patches = work->plan.draft.patches;
  uint32_t count = 0;
  uint64_t generation = graph_header(graph_running())->generation;
  for (uint32_t i = 0; i < work->plan.draft.patch_count; i++)
    if (goes_back(&patches[i])) patches[count++] = patches[i];
  for (uint32_t i = 0; i < work->plan.count; i++) {
    if (work->plan.members[i].now == GRAPH_NONE) continue;
    const struct graph_cell *cell = graph_cell(graph_running(), work->plan.members[i].now);
    uint32_t flags = (cell->flags & ~(uint32_t)GRAPH_LIVE) | GRAPH_RETIRED;
    patches[count++] =
        (struct region_patch){(uint64_t)cell + offsetof(struct graph_cell, label), cell->label | (uint64_t)flags << 32};
  }
  patches[count++] = (struct region_patch){REGION_BASE + offsetof(struct graph_header, generation), generation + 1};
  work->plan.draft.patch_count = count;
  // Who does not answer runs nothing, or nothing goes on at all.
  if (swap_commit_alone(patches, count, work->report, false) != OK)
    swap_turn_commit(patches, count, work->report, false);
}

static status_t run(struct swap_work *work, const struct swap_request *request) {
  TRACE_BEGIN(swap_whole, request->count, 0);
  status_t status = carry_out(work, request);
  if (status == OK && !request->plan_only) {
    status = swap_start_added(work);
    if (status != OK) take_back(work);
  }
  TRACE_END(swap_whole, work->plan.count, status);
  return status;
}

static struct swap_work *begin(struct swap_report *report) {
  struct swap_work *work = NEW(struct swap_work);
  if (work != NULL) work->report = report;
  return work;
}

static void tell(struct swap_report *report, const char *text) {
  for (size_t i = 0; i + 1 < sizeof report->text && (report->text[i] = text[i]) != 0; i++) {}
}

RAW_END

static status_t refuse(struct swap_report *report, status_t status, const char *text) {
  tell(report, text);
  swap_turn_refused();
  return status;
}

// What an abandoned call had acquired, turn included, is gone when it is made again: it plans anew. Only if its commit stands, it is
// done.
status_t swap_run(const struct swap_request *request, struct swap_report *report) {
  if (report->finished) return report->status;
  uint64_t holder;
  status_t status = swap_turn_take(&holder);
  if (status == BUSY) {
    char text[80];
    (void)text_format(text, sizeof text, "task %llu swaps now; try again when it is done\n",
                      (unsigned long long)holder);
    return refuse(report, BUSY, text);
  }
  struct swap_work *work = status == OK && !report->committed ? begin(report) : NULL;
  if (work != NULL) {
    status = run(work, request);
    if (work->memory != NULL) (void)pages_release(work->memory);
    heap_delete(work);
  } else if (!report->committed) {
    status = NO_MEMORY;
    tell(report, "no memory to plan a swap; `mem` shows what there is\n");
  }
  swap_turn_give(report, status, request->offered && !request->plan_only);
  return status;
}
