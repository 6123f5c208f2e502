// SPDX-License-Identifier: Apache-2.0
// state: goes through the tables that CELL_CHECK and CELL_REBUILD leave in the graph.
#include "kernel/state/state.h"

#include "kernel/base/text.h"
#include "kernel/graph/graph.h"

static const struct cell_check *next_check(uint32_t *cursor, uint32_t *cell) {
  return graph_ops_next(graph_running(), "struct cell_check", cursor, cell);
}
static const struct cell_rebuild *next_rebuild(uint32_t *cursor, uint32_t *cell) {
  return graph_ops_next(graph_running(), "struct cell_rebuild", cursor, cell);
}

static bool can_rebuild(uint32_t cell, const char *state) {
  const struct cell_rebuild *rebuild;
  uint32_t owner = 0;
  for (uint32_t cursor = 0; (rebuild = next_rebuild(&cursor, &owner)) != NULL;)
    if (owner == cell && text_equal(rebuild->state, state)) return true;
  return false;
}

status_t state_check_next(uint32_t *cursor, struct state_verdict *verdict) {
  *verdict = (struct state_verdict){0};
  const struct cell_check *check = next_check(cursor, &verdict->cell);
  if (check == NULL) return NOT_FOUND;
  text_copy(verdict->state, sizeof verdict->state, check->state);
  verdict->can_rebuild = can_rebuild(verdict->cell, check->state);
  verdict->holds = check->check();
  return OK;
}

bool state_check_cell(uint32_t cell, char *why, uint32_t size) {
  const struct cell_check *check;
  uint32_t owner = 0;
  for (uint32_t cursor = 0; (check = next_check(&cursor, &owner)) != NULL;) {
    if (owner != cell || check->check()) continue;
    text_copy(why, size, check->state);
    return false;
  }
  return true;
}

status_t state_rebuild_cell(uint32_t cell) {
  const struct cell_rebuild *rebuild;
  status_t status = NOT_FOUND;
  uint32_t owner = 0;
  for (uint32_t cursor = 0; (rebuild = next_rebuild(&cursor, &owner)) != NULL;) {
    if (owner != cell) continue;
    status = rebuild->rebuild();
    if (status != OK) break;
  }
  return status;
}
