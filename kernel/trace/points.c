// SPDX-License-Identifier: Apache-2.0
// points: which there are, by the graph, and what is kept about each.
#include "kernel/graph/graph.h"
#include "kernel/trace/ring.h"
#include "kernel/trace/trace.h"

RAW_STATIC void take_row(struct trace_tally *tally, uint32_t key) {
  uint32_t free = 0;
  if (__atomic_compare_exchange_n(&tally->key, &free, key, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    __atomic_store_n(&tally->open, key, __ATOMIC_RELAXED);
}

// Rows are never given back, so a search ends at the first free one.
struct trace_tally *trace_tally_of(uint32_t key, bool take) {
  for (uint32_t i = 0; i < TRACE_POINTS_MOST; i++) {
    struct trace_tally *tally = trace_tally_first(key + 2 * i);
    if (__atomic_load_n(&tally->key, __ATOMIC_RELAXED) == 0) {
      if (!take) return NULL;
      take_row(tally, key);  // another processor may have been faster, with this point or another
    }
    if (__atomic_load_n(&tally->key, __ATOMIC_RELAXED) == key) return tally;
  }
  return NULL;
}

status_t trace_point_next(uint32_t *cursor, const struct trace_point **out, uint32_t *cell) {
  const struct trace_point *point = graph_ops_next(graph_running(), "struct trace_point", cursor, cell);
  if (point == NULL) return NOT_FOUND;
  *out = point;
  return OK;
}

status_t trace_point_find(uint32_t point, const struct trace_point **out, uint32_t *cell) {
  const struct trace_point *at;
  uint32_t cursor = 0;
  while (trace_point_next(&cursor, &at, cell) == OK) {
    if (trace_number_of(at) != point) continue;
    *out = at;
    return OK;
  }
  return NOT_FOUND;
}

uint32_t trace_point_number(const struct trace_point *point) {
  return trace_number_of(point);
}

uint64_t trace_point_count(const struct trace_point *point) {
  const struct trace_tally *tally = trace_tally_of(trace_key_of(point), false);
  return tally == NULL ? 0 : __atomic_load_n(&tally->count, __ATOMIC_RELAXED);
}

bool trace_point_is_on(const struct trace_point *point) {
  const struct trace_tally *tally = trace_tally_of(trace_key_of(point), false);
  return tally == NULL || tally->open != 0;
}

status_t trace_point_set(const struct trace_point *point, bool on) {
  uint32_t key = trace_key_of(point);
  struct trace_tally *tally = trace_tally_of(key, true);
  if (tally == NULL) return FULL;
  __atomic_store_n(&tally->open, on ? key : 0, __ATOMIC_RELAXED);
  return OK;
}
