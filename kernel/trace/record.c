// SPDX-License-Identifier: Apache-2.0
// record: from a point to an entry of the ring. ring.h tells why an event is never torn.
#include "kernel/arch/arch.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/task/task.h"
#include "kernel/trace/cpu.h"
#include "kernel/trace/ring.h"
#include "kernel/trace/trace.h"

CELL_STATE(struct trace_points_state, trace_points);
CELL_CPU_STATE(struct trace_ring, trace_rings);

TRACE_INLINE void put(struct trace_ring *ring, uint64_t mark, uint64_t cycles, uint64_t a, uint64_t b) {
  struct trace_entry *entries = ring->entries;
  uint64_t position = __atomic_fetch_add(&ring->next, 1, __ATOMIC_ACQ_REL);
  struct trace_entry *entry = &entries[position % TRACE_ENTRIES];
  entry->cycles = cycles;
  entry->a = a;
  entry->b = b;
  __atomic_store_n(&entry->mark, mark | position / TRACE_ENTRIES << MARK_LAP, __ATOMIC_RELEASE);
}

TRACE_INLINE uint64_t mark_of(uint32_t key, enum trace_phase phase, uint64_t task) {
  return (key & ((1u << MARK_POINT) - 1)) | (uint64_t)phase << MARK_POINT |
         (task & ((1u << MARK_TASK) - 1)) << (MARK_POINT + MARK_PHASE);
}

// What is not at hand at once: there is no ring, recording is off, the row lies further on or is not taken yet. Whether
// to record; counts the event.
RAW_STATIC __attribute__((cold)) bool wanted(const struct trace_ring *ring, uint32_t key) {
  if (ring->entries == NULL) __atomic_fetch_add(&trace_points.early, 1, __ATOMIC_RELAXED);
  if (!ring->open) return false;
  struct trace_tally *tally = trace_tally_of(key, true);
  if (tally == NULL) return true;
  if (tally->open == 0) return false;
  __atomic_fetch_add(&tally->count, 1, __ATOMIC_RELAXED);
  return true;
}

// The same, of a row that was taken where it is looked for first.
TRACE_INLINE bool at_hand(const struct trace_ring *ring, struct trace_tally *tally, uint32_t key) {
  if (!ring->open || tally->open != key) return false;
  __atomic_fetch_add(&tally->count, 1, __ATOMIC_RELAXED);
  return true;
}

// With the arguments of its caller, which so has nothing to keep while it is called.
RAW_STATIC __attribute__((cold)) void record_far(const struct trace_point *point, enum trace_phase phase,
                                                 uint64_t cycles, uint64_t task, uint64_t a, uint64_t b) {
  struct trace_ring *ring = &trace_rings[cpu_number()];
  uint32_t key = trace_key_of(point);
  if (wanted(ring, key)) put(ring, mark_of(key, phase, task), cycles, a, b);
}

void trace_record_at(const struct trace_point *point, enum trace_phase phase, uint64_t cycles, uint64_t task,
                     uint64_t a, uint64_t b) {
  struct trace_ring *ring = &trace_rings[cpu_number()];
  uint32_t key = trace_key_of(point);
  if (!at_hand(ring, trace_tally_first(key), key)) return record_far(point, phase, cycles, task, a, b);
  put(ring, mark_of(key, phase, task), cycles, a, b);
}

// In an interrupt the task is the one that it came into. The time is read before the position is claimed: an interrupt
// in between is later, though first in the ring.
void trace_record(const struct trace_point *point, enum trace_phase phase, uint64_t a, uint64_t b) {
  struct trace_ring *ring = &trace_rings[cpu_number()];
  uint32_t key = trace_key_of(point);
  if (!at_hand(ring, trace_tally_first(key), key) && !wanted(ring, key)) return;
  const struct task *task = (const struct task *)cpu_context();
  uint64_t mark = mark_of(key, phase, task == NULL ? 0 : task->number);
  put(ring, mark, arch_cycles(), a, b);
}

uint64_t trace_text(const char *text, uint32_t from) {
  for (uint32_t i = 0; i < from; i++)
    if (text[i] == 0) return 0;
  uint64_t packed = 0;
  for (uint32_t i = 0; i < 8 && text[from + i] != 0; i++)
    packed |= (uint64_t)(uint8_t)text[from + i] << 8 * i;
  return packed;
}

// ---- On, off, start ----

static void open_or_close(struct trace_ring *ring) {
  __atomic_store_n(&ring->open, !trace_points.all_off && ring->entries != NULL, __ATOMIC_RELEASE);
}

void trace_set(bool on) {
  trace_points.all_off = !on;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    open_or_close(&trace_rings[cpu]);
}

void trace_set_detail(bool on) {
  struct nucleus_cpu *here = nucleus_cpu(), *cpu = here;
  do {
    cpu->detail = on;
    cpu = cpu->following;
  } while (cpu != NULL && cpu != here);
}

bool trace_is_detailed(void) {
  return NUCLEUS_HERE(detail) != 0;
}

status_t trace_start_cpu(uint32_t cpu) {
  if (cpu >= CELL_CPUS_MAX) return OUT_OF_RANGE;
  struct trace_ring *ring = &trace_rings[cpu];
  if (ring->entries != NULL) return OK;
  void *entries;
  status_t status = pages_reserve(TRACE_RING_BYTES / REGION_PAGE, "trace", &entries);
  if (status == OK && (status = pages_give(entries, ledger_cell(CELL_LABEL))) != OK) (void)pages_release(entries);
  if (status != OK) return status;
  ring->next = ring->cleared = TRACE_ENTRIES;
  ring->entries = entries;
  open_or_close(ring);
  return OK;
}

CELL_CALLBACK status_t trace_init(void) {
  return trace_start_cpu((uint32_t)cpu_number());
}

CELL_OPS(struct cell_lifecycle, trace_lifecycle) = {.init = trace_init};
