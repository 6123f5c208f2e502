// SPDX-License-Identifier: Apache-2.0
// The order of locks, looked at where it matters: transactions that meet are undone and made again, reads are not.
//
// Cells lie in the region in the order of their dependencies, and so does their state: who depends on others lies above them, and its locks are entered
// first. Locks of one state object are entered in the order in which they lie there. Objects of the heap belong to cells above those that they are made
// of: their locks come before all others.
#include "kernel/graph/graph.h"
#include "kernel/lock/look.h"
#include "kernel/lock/ranks.h"

struct lock_ranks {
  uint64_t turn, count;
  struct lock_rank_report report[LOCK_RANK_REPORTS];
};
CELL_STATE(struct lock_ranks, lock_ranks);

RAW_BEGIN

static bool is_of_one_object(uint64_t first, uint64_t second) {
  const struct graph_state *state;
  for (uint32_t i = 0; (state = graph_state(graph_running(), i)) != NULL; i++)
    if (first - state->address < state->size) return second - state->address < state->size;
  return false;
}

static bool is_in_order(uint64_t held, uint64_t entered) {
  bool held_is_made = held < REGION_BASE, entered_is_made = entered < REGION_BASE;
  if (held_is_made != entered_is_made) return held_is_made;
  return is_of_one_object(held, entered) ? held < entered : held > entered;
}

static uint64_t walk(uint64_t frame[LOCK_RANK_FRAMES]) {
  const struct nucleus_context *context = nucleus_cpu()->current;
  uint64_t count = 0, pointer = (uint64_t)__builtin_frame_address(0);
  while (context != NULL && count < LOCK_RANK_FRAMES && pointer % 8 == 0 && pointer >= context->stack_low &&
         pointer < context->stack_high - 16) {
    const uint64_t *saved = (const uint64_t *)pointer;
    if (saved[1] == 0 || saved[0] <= pointer) break;
    frame[count++] = saved[1];
    pointer = saved[0];
  }
  return count;
}

// Interrupts are off. The first of each pair is kept; who finds another processor at it leaves it: it will come again.
static void keep(uint64_t held, uint64_t entered) {
  uint64_t nobody = 0, at = 0;
  if (!__atomic_compare_exchange_n(&lock_ranks.turn, &nobody, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  while (at < lock_ranks.count && (lock_ranks.report[at].held != held || lock_ranks.report[at].entered != entered))
    at++;
  if (at < LOCK_RANK_REPORTS) {
    struct lock_rank_report *report = &lock_ranks.report[at];
    if (report->times++ == 0) {
      report->held = held;
      report->entered = entered;
      report->frames = walk(report->frame);
      lock_ranks.count++;
    }
  }
  __atomic_store_n(&lock_ranks.turn, 0, __ATOMIC_RELEASE);
}

void ranks_look(const struct nucleus_transaction *holder, const struct lock *entered) {
  for (uint64_t i = 0; i < holder->reads; i++)
    if (!is_in_order((uint64_t)holder->read[i], (uint64_t)entered)) keep((uint64_t)holder->read[i], (uint64_t)entered);
}

RAW_END

status_t lock_rank_report(uint64_t index, struct lock_rank_report *report) {
  if (index >= __atomic_load_n(&lock_ranks.count, __ATOMIC_ACQUIRE)) return NOT_FOUND;
  *report = lock_ranks.report[index];
  return OK;
}
