// SPDX-License-Identifier: Apache-2.0
// Compiled against another public header.
#include "testing/swap/changed.h"
#include "testing/swap/table.h"

struct subject_total {
  uint64_t sum;
  uint32_t calls, reserved;
};
CELL_STATE(struct subject_total, subject_total);

uint64_t subject_add(uint32_t more) {
  return subject_total.sum += more;
}

uint32_t subject_version(void) {
  return 3;
}

status_t subject_ask(struct subject_answer *answer) {
  *answer = (struct subject_answer){3, subject_total.calls};
  return OK;
}

CELL_CALLBACK uint32_t subject_called_back(void) {
  return 3;
}

uint32_t (*subject_callback(void))(void) {
  return subject_called_back;
}

CELL_OPS(struct swap_test_table, subject_table) = {.name = "changed", .version = subject_called_back};
