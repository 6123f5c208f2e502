// SPDX-License-Identifier: Apache-2.0
// Cells that were added begin as at boot: init, then a task for main. Those that took another's place go on with its
// state, so they do neither.
#include "kernel/base/text.h"
#include "kernel/sched/sched.h"
#include "kernel/swap/internal.h"
#include "kernel/swap/turn.h"

static const struct cell_lifecycle *lifecycle_of(uint32_t cell) {
  struct graph_range range = graph_cell(graph_running(), cell)->opses;
  for (uint32_t i = range.first; i < range.first + range.count; i++) {
    const struct graph_ops *table = graph_ops(graph_running(), i);
    if (text_equal(graph_string(graph_running(), table->type), "struct cell_lifecycle"))
      return (const void *)(graph_running() + (table->address - REGION_BASE));
  }
  return NULL;
}

CELL_CALLBACK void swap_run_main(void *lifecycle) {
  ((const struct cell_lifecycle *)lifecycle)->main();
}

static status_t initialise(uint32_t cell) {
  const struct cell_lifecycle *lifecycle = lifecycle_of(cell);
  return lifecycle == NULL || lifecycle->init == NULL ? OK : swap_turn_init(lifecycle);
}

static status_t start_main(uint32_t cell) {
  const struct cell_lifecycle *lifecycle = lifecycle_of(cell);
  if (lifecycle == NULL || lifecycle->main == NULL) return OK;
  return sched_spawn(graph_short_label(swap_label(cell)), swap_run_main, (void *)lifecycle, NULL);
}

// For each that was added; the first that fails ends it.
static status_t each_added(struct swap_work *work, bool mains) {
  for (uint32_t i = 0; i < work->plan.count; i++) {
    if (work->plan.members[i].old != GRAPH_NONE) continue;
    status_t status = mains ? start_main(work->plan.members[i].now) : initialise(work->plan.members[i].now);
    if (status == OK) continue;
    plan_say(&work->plan, "%s did not start: %s; the swap is taken back\n", swap_label(work->plan.members[i].now),
             status_name(status));
    return status;
  }
  return OK;
}

// All are initialised before the first task of theirs runs.
status_t swap_start_added(struct swap_work *work) {
  status_t status = each_added(work, false);
  return status == OK ? each_added(work, true) : status;
}
