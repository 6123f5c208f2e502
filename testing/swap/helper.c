// SPDX-License-Identifier: Apache-2.0
#include "testing/swap/helper.h"

#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"

void helper_fill(struct swap_request *request, const char *const words[], uint32_t count, bool plan) {
  request->count = count;
  request->plan_only = plan;
  for (uint32_t i = 0; i < count; i++) {
    text_copy(request->changes[i].old, sizeof request->changes[i].old, words[2 * i]);
    text_copy(request->changes[i].spare, sizeof request->changes[i].spare, words[2 * i + 1]);
  }
}

static status_t swap_pairs(const char *const words[], uint32_t count, bool plan, struct swap_report *report) {
  struct swap_request *request = NEW(struct swap_request);
  if (request == NULL) {
    text_copy(report->text, sizeof report->text, "no memory for the request");
    return NO_MEMORY;
  }
  helper_fill(request, words, count, plan);
  *report = (struct swap_report){0};
  status_t status = swap_run(request, report);
  heap_delete(request);
  return status;
}

status_t helper_swap(const char *old, const char *new, struct swap_report *report) {
  return swap_pairs((const char *const[]){old, new}, 1, false, report);
}

status_t helper_swap_two(const char *old, const char *new, const char *old2, const char *new2,
                         struct swap_report *report) {
  return swap_pairs((const char *const[]){old, new, old2, new2}, 2, false, report);
}

status_t helper_plan(const char *old, const char *new, struct swap_report *report) {
  return swap_pairs((const char *const[]){old, new}, 1, true, report);
}

// Fowler, Noll and Vo's hash over words: against accidents.
static uint64_t mix(uint64_t hash, const uint64_t *words, uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    hash = (hash ^ words[i]) * UINT64_C(0x100000001b3);
  return hash;
}

uint64_t helper_digest(void) {
  const uint8_t *region = graph_running();
  const struct graph_cell *cell;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (uint32_t area = 0; area < REGION_AREAS; area++)
    if (area != REGION_STATE && area != REGION_CPU && area != REGION_CELL && area != REGION_SPARE)
      hash = mix(hash, (const uint64_t *)(region + region_span(area).offset), graph_header(region)->used[area] / 8);
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    hash = mix(hash, (const uint64_t *)cell->read_address, cell->read_size / 8);
    hash = mix(hash, (const uint64_t *)cell->text_address, cell->text_size / 8);
  }
  return hash;
}
