// SPDX-License-Identifier: Apache-2.0
// A cell that is added: init, then a task.
#include "testing/swap/table.h"

struct comes_state {
  uint32_t steps;
};
CELL_STATE(struct comes_state, comes_state);

CELL_CALLBACK status_t comes_init(void) {
  comes_state.steps = 1;
  return OK;
}
CELL_UNSAFE("one word, changed at once") CELL_CALLBACK void comes_main(void) {
  __atomic_fetch_add(&comes_state.steps, 1, __ATOMIC_RELAXED);
}
CELL_CALLBACK uint32_t comes_version(void) {
  return comes_state.steps;
}
CELL_OPS(struct cell_lifecycle, comes_lifecycle) = {.init = comes_init, .main = comes_main};
CELL_OPS(struct swap_test_table, comes_table) = {.name = "comes", .version = comes_version};
