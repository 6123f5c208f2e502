// SPDX-License-Identifier: Apache-2.0
// view: a copy of the rings' events, merged by time.
#include <stdckdint.h>

#include "cells/shell/commands/trace/parts.h"
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"

struct ring_at {  // where the copy stands in a processor's ring
  uint64_t end;
  bool has;
  struct trace_event event;  // the next one, if `has`
};

static void advance(struct ring_at *ring, uint32_t cpu, uint64_t from) {
  ring->has = trace_read(cpu, from, &ring->event) == OK && ring->event.sequence < ring->end;
}

static uint64_t begin(struct ring_at *ring, uint32_t cpu) {
  struct trace_ring_info info;
  ring->has = false;
  if (trace_ring_info(cpu, &info) != OK) return 0;
  ring->end = info.next;
  advance(ring, cpu, info.first);
  return info.next - info.first;
}

static uint32_t earliest(const struct ring_at rings[CELL_CPUS_MAX]) {
  uint32_t best = CELL_CPUS_MAX;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    if (rings[cpu].has && (best == CELL_CPUS_MAX || rings[cpu].event.cycles < rings[best].event.cycles)) best = cpu;
  return best;
}

// The next events by time; returns how many there were.
static uint32_t merge(struct ring_at rings[CELL_CPUS_MAX], struct trace_seen some[TRACE_VIEW_AT_ONCE]) {
  uint32_t count = 0;
  for (uint32_t cpu; count < TRACE_VIEW_AT_ONCE && (cpu = earliest(rings)) < CELL_CPUS_MAX; count++) {
    some[count] = (struct trace_seen){.event = rings[cpu].event, .cpu = cpu};
    advance(&rings[cpu], cpu, rings[cpu].event.sequence + 1);
  }
  return count;
}

void trace_view_put(struct trace_seen *to, const struct trace_seen *events, uint32_t count) {
  __builtin_memcpy(to, events, count * sizeof *to);
}

status_t view_take(struct trace_view *view) {
  struct ring_at rings[CELL_CPUS_MAX];
  uint64_t most = 0, size;
  *view = (struct trace_view){.cycles = arch_cycles(), .ns = clock_now()};
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    most += begin(&rings[cpu], cpu);
  if (most == 0) return OK;
  if (ckd_mul(&size, most, sizeof *view->events)) return NO_MEMORY;
  view->events = heap_new(size, alignof(struct trace_seen), "trace events");
  if (view->events == NULL) return NO_MEMORY;
  struct trace_seen some[TRACE_VIEW_AT_ONCE];
  for (uint32_t count = merge(rings, some); count > 0; count = merge(rings, some)) {
    trace_view_put(view->events + view->count, some, count);
    view->count += count;
  }
  return OK;
}

void view_drop(struct trace_view *view) {
  heap_delete(view->events);
  *view = (struct trace_view){};
}

static bool last_word_is(const char *name, const char *word) {
  size_t length = text_length(name), own = text_length(word);
  return text_ends(name, word) && (length == own || name[length - own - 1] == ' ');
}

enum argument_kind argument_kind(const char *name) {
  if (name[0] == 0) return ARGUMENT_NONE;
  if (last_word_is(name, "task")) return ARGUMENT_TASK;
  if (last_word_is(name, "cell")) return ARGUMENT_CELL;
  if (last_word_is(name, "address")) return ARGUMENT_ADDRESS;
  if (last_word_is(name, "text")) return ARGUMENT_TEXT;
  return ARGUMENT_NUMBER;
}
