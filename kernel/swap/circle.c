// SPDX-License-Identifier: Apache-2.0
// No cell may depend on itself through others. Only a dependency that the old version had not can close a circle.
#include "kernel/base/text.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

RAW_BEGIN

static bool had(const struct swap_work *work, const struct swap_member *member, uint32_t provider) {
  if (member->old == GRAPH_NONE) return false;
  const struct graph_cell *old = graph_cell(graph_running(), member->old);
  for (uint32_t i = 0; i < old->deps.count; i++)
    if (linker_draft_successor(&work->draft, graph_dep(graph_running(), old->deps.first + i)->provider) == provider)
      return true;
  return false;
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

static void tell_circle(struct swap_work *work, const struct search *search, uint32_t start) {
  swap_say(work, "%s would depend on itself: it needs",
           linker_draft_text(&work->draft, linker_draft_cell(&work->draft, start)->label));
  uint32_t path[16], length = 0;
  for (uint32_t at = search->found_by[start] - 1; at != start && length < 16; at = search->found_by[at] - 1)
    path[length++] = at;
  if (length == 16) swap_say(work, " others, which need");
  while (length-- > 0)
    swap_say(work, " %s, which needs",
             linker_draft_text(&work->draft, linker_draft_cell(&work->draft, path[length])->label));
  swap_say(work, " it; take one dependency away\n");
}

static status_t search_from(struct swap_work *work, struct search *search, uint32_t start) {
  const struct graph_cell *cell = linker_draft_cell(&work->draft, start);
  for (uint32_t i = 0; i < cell->deps.count; i++)
    find(search, linker_draft_provider_of(&work->draft, cell->deps.first + i), start);
  for (uint32_t at = 0; at < search->count; at++) {
    uint32_t index = search->queue[at];
    if (index == start) {
      tell_circle(work, search, start);
      return INVALID;
    }
    cell = linker_draft_cell(&work->draft, index);
    for (uint32_t i = 0; i < cell->deps.count; i++)
      find(search, linker_draft_provider_of(&work->draft, cell->deps.first + i), index);
  }
  return OK;
}

status_t swap_check_circle(struct swap_work *work, const struct swap_member *member) {
  const struct graph_cell *cell = linker_draft_cell(&work->draft, member->now);
  bool all_known = true;
  for (uint32_t i = 0; i < cell->deps.count; i++)
    all_known &= had(work, member, linker_draft_provider_of(&work->draft, cell->deps.first + i));
  if (all_known || member->old == GRAPH_NONE) return OK;  // nobody depends on what was not there
  uint64_t cells = work->draft.areas[REGION_CELLS].used / sizeof(struct graph_cell);
  void *memory;
  status_t status = pages_reserve((uint32_t)((cells * 8 + REGION_PAGE - 1) / REGION_PAGE), "swap circle", &memory);
  if (status != OK) {
    swap_say(work, "no memory to look for circles of dependencies\n");
    return status;
  }
  struct search search = {.queue = memory, .found_by = (uint32_t *)memory + cells};
  status = search_from(work, &search, member->now);
  (void)pages_release(memory);
  return status;
}

RAW_END
