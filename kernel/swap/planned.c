// SPDX-License-Identifier: Apache-2.0
// The plan of a swap in the running system: kernel/swap/plan makes it, this gives it memory.
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

RAW_BEGIN

static status_t resolve(struct plan *plan, const struct swap_request *request) {
  struct plan_change changes[PLAN_SET] = {0};
  if (request->offered && swap.offer_count == 0) {
    plan_say(plan, "no cell has arrived; push one first\n");
    return INVALID;
  }
  uint32_t count = request->offered ? (uint32_t)swap.offer_count : request->count;
  for (uint32_t i = 0; i < count && i < PLAN_SET; i++) {
    struct plan_change *to = &changes[i];
    const struct swap_change *from = &request->changes[i];
    to->old = request->offered ? "" : from->old;
    to->spare = request->offered ? "" : from->spare;
    to->bytes = request->offered ? swap.offers[i].span : from->bytes;
    to->size = request->offered ? swap.offers[i].size : from->size;
    to->by_label = request->offered;
  }
  return plan_resolve(plan, changes, count);
}

// Pages come zeroed.
static status_t reserve(struct plan *plan, uint64_t bytes, const char *what, void **memory) {
  uint64_t pages = (bytes + REGION_PAGE - 1) / REGION_PAGE;
  status_t status = pages > UINT32_MAX ? NO_MEMORY : pages_reserve((uint32_t)pages, what, memory);
  if (status == OK) return OK;
  *memory = NULL;
  plan_say(plan, "no memory for the plan (%llu pages); free some, `mem` shows what there is\n",
           (unsigned long long)pages);
  return status;
}

static status_t search(struct plan *plan) {
  uint64_t bytes = plan_search_bytes(plan);
  void *memory;
  if (bytes == 0) return OK;
  status_t status = reserve(plan, bytes, "swap circle", &memory);
  if (status != OK) return status;
  status = plan_search(plan, memory);
  (void)pages_release(memory);
  return status;
}

status_t swap_plan(struct swap_work *work, const struct swap_request *request) {
  struct plan *plan = &work->plan;
  plan_start(plan, graph_running(), work->report->text, sizeof work->report->text);
  status_t status = resolve(plan, request);
  if (status == OK) status = reserve(plan, plan_draft_bytes(plan), "swap", &work->memory);
  if (status == OK) status = plan_draft(plan, request->back, work->memory);
  if (status == OK) status = search(plan);
  if (status == OK) plan_tell(plan);
  return status;
}

RAW_END
