// SPDX-License-Identifier: Apache-2.0
// Without subject_version.
#include "testing/swap/gone.h"
#include "testing/swap/table.h"

struct subject_total {
  uint64_t sum;
  uint32_t calls, reserved;
};
CELL_STATE(struct subject_total, subject_total);

uint64_t subject_add(uint64_t more) {
  return subject_total.sum += more;
}

status_t subject_look(struct subject_answer *answer) {
  *answer = (struct subject_answer){3, subject_total.calls};
  return OK;
}

CELL_CALLBACK uint32_t subject_called_back(void) {
  return 3;
}

CELL_OPS(struct swap_test_table, subject_table) = {.name = "gone", .version = subject_called_back};
