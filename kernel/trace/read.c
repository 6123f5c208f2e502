// SPDX-License-Identifier: Apache-2.0
// read: whole events out of the rings, while new ones come. What is shown as an event's number is its position, from 0.
#include "kernel/trace/ring.h"
#include "kernel/trace/trace.h"

static uint64_t next_of(const struct trace_ring *ring) {
  return __atomic_load_n(&ring->next, __ATOMIC_ACQUIRE);
}

// The oldest position that is kept when `next` is to come.
static uint64_t first_of(const struct trace_ring *ring, uint64_t next) {
  return next - TRACE_ENTRIES < ring->cleared ? ring->cleared : next - TRACE_ENTRIES;
}

static struct trace_ring *ring_of(uint32_t cpu) {
  bool has = cpu < CELL_CPUS_MAX && __atomic_load_n(&trace_rings[cpu].entries, __ATOMIC_ACQUIRE) != NULL;
  return has ? &trace_rings[cpu] : NULL;
}

// False: the entry is not that position's, or was claimed anew before it was copied.
static bool copy(const struct trace_ring *ring, uint64_t position, struct trace_event *event) {
  const struct trace_entry *entry = &ring->entries[position % TRACE_ENTRIES];
  uint64_t mark = __atomic_load_n(&entry->mark, __ATOMIC_ACQUIRE);
  if (mark >> MARK_LAP != (position / TRACE_ENTRIES & 0xffff)) return false;
  *event = (struct trace_event){
      .sequence = position - TRACE_ENTRIES,
      .cycles = entry->cycles,
      .a = entry->a,
      .b = entry->b,
      .point = (uint32_t)mark & ((1u << MARK_POINT) - 1),
      .task = (uint32_t)(mark >> (MARK_POINT + MARK_PHASE)) & ((1u << MARK_TASK) - 1),
      .phase = (enum trace_phase)(mark >> MARK_POINT & ((1u << MARK_PHASE) - 1)),
  };
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return first_of(ring, next_of(ring)) <= position;
}

status_t trace_read(uint32_t cpu, uint64_t from, struct trace_event *event) {
  const struct trace_ring *ring = ring_of(cpu);
  if (ring == NULL || from > UINT64_MAX - TRACE_ENTRIES) return EMPTY;
  uint64_t end = next_of(ring), first = first_of(ring, end), start = from + TRACE_ENTRIES;
  struct trace_event found;
  for (uint64_t position = start < first ? first : start; position < end; position++) {
    if (!copy(ring, position, &found)) continue;
    *event = found;
    return OK;
  }
  return EMPTY;
}

status_t trace_ring_info(uint32_t cpu, struct trace_ring_info *info) {
  const struct trace_ring *ring = ring_of(cpu);
  if (ring == NULL) return NOT_FOUND;
  uint64_t next = next_of(ring), first = first_of(ring, next);
  *info = (struct trace_ring_info){
      .first = first - TRACE_ENTRIES, .next = next - TRACE_ENTRIES, .lost = first - ring->cleared};
  return OK;
}

void trace_clear(void) {
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    trace_rings[cpu].cleared = next_of(&trace_rings[cpu]);
}

bool trace_is_on(void) {
  return !trace_points.all_off;
}

uint64_t trace_early(void) {
  return __atomic_load_n(&trace_points.early, __ATOMIC_RELAXED);
}
