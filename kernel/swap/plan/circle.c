// SPDX-License-Identifier: Apache-2.0
// No cell may depend on itself through others. Only a dependency that the old version had not can close a circle.
#include "kernel/swap/plan/internal.h"

RAW_BEGIN

static bool had(const struct plan *plan, const struct graph_cell *old, uint32_t provider) {
  for (uint32_t i = 0; i < old->deps.count; i++)
    if (linker_draft_successor(&plan->draft, graph_dep(plan->region, old->deps.first + i)->provider) == provider)
      return true;
  return false;
}

// Nobody depends on what was not there, so a cell that is added closes none.
static bool may_close(const struct plan *plan, const struct plan_member *member) {
  if (member->bytes == NULL || member->old == GRAPH_NONE) return false;
  const struct graph_cell *cell = linker_draft_cell(&plan->draft, member->now),
                          *old = graph_cell(plan->region, member->old);
  for (uint32_t i = 0; i < cell->deps.count; i++)
    if (!had(plan, old, linker_draft_provider_of(&plan->draft, cell->deps.first + i))) return true;
  return false;
}

static uint64_t cells_of(const struct plan *plan) {
  return plan->draft.areas[REGION_CELLS].used / sizeof(struct graph_cell);
}

uint64_t plan_search_bytes(const struct plan *plan) {
  for (uint32_t i = 0; i < plan->count; i++)
    if (may_close(plan, &plan->members[i])) return cells_of(plan) * 2 * sizeof(uint32_t);
  return 0;
}

struct search {
  uint32_t *queue;     // cells found, in order
  uint32_t *found_by;  // for each cell 1 + the one that depends on it; 0: not found
  uint32_t count;
};

static void find(struct search *search, uint32_t cell, uint32_t by) {
  if (search->found_by[cell] != 0) return;
  search->found_by[cell] = by + 1;
  search->queue[search->count++] = cell;
}

static const char *label_of(const struct plan *plan, uint32_t cell) {
  return linker_draft_text(&plan->draft, linker_draft_cell(&plan->draft, cell)->label);
}

static void tell_circle(struct plan *plan, const struct search *search, uint32_t start) {
  plan_say(plan, "%s would depend on itself: it needs", label_of(plan, start));
  uint32_t path[16], length = 0;
  for (uint32_t at = search->found_by[start] - 1; at != start && length < 16; at = search->found_by[at] - 1)
    path[length++] = at;
  if (length == 16) plan_say(plan, " others, which need");
  while (length-- > 0)
    plan_say(plan, " %s, which needs", label_of(plan, path[length]));
  plan_say(plan, " it; take one dependency away\n");
}

static status_t search_from(struct plan *plan, struct search *search, uint32_t start) {
  const struct graph_cell *cell = linker_draft_cell(&plan->draft, start);
  for (uint32_t i = 0; i < cell->deps.count; i++)
    find(search, linker_draft_provider_of(&plan->draft, cell->deps.first + i), start);
  for (uint32_t at = 0; at < search->count; at++) {
    uint32_t index = search->queue[at];
    if (index == start) {
      tell_circle(plan, search, start);
      return INVALID;
    }
    cell = linker_draft_cell(&plan->draft, index);
    for (uint32_t i = 0; i < cell->deps.count; i++)
      find(search, linker_draft_provider_of(&plan->draft, cell->deps.first + i), index);
  }
  return OK;
}

status_t plan_search(struct plan *plan, void *memory) {
  uint64_t cells = cells_of(plan);
  status_t status = OK;
  for (uint32_t i = 0; i < plan->count && status == OK; i++) {
    if (!may_close(plan, &plan->members[i])) continue;
    struct search search = {.queue = memory, .found_by = (uint32_t *)memory + cells};
    __builtin_memset(search.found_by, 0, cells * sizeof(uint32_t));
    status = search_from(plan, &search, plan->members[i].now);
  }
  return status;
}

RAW_END
