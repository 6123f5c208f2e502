// SPDX-License-Identifier: Apache-2.0
// Its state has the same size and another layout.
#include "testing/swap/subject.h"
#include "testing/swap/table.h"

struct subject_total {
  uint32_t calls, reserved;
  uint64_t sum;
};
CELL_STATE(struct subject_total, subject_total);

uint64_t subject_add(uint64_t more) {
  return subject_total.sum += more;
}

uint32_t subject_version(void) {
  return 4;
}

status_t subject_ask(struct subject_answer *answer) {
  *answer = (struct subject_answer){4, subject_total.calls};
  return OK;
}

CELL_CALLBACK uint32_t subject_called_back(void) {
  return 4;
}

uint32_t (*subject_callback(void))(void) {
  return subject_called_back;
}

CELL_OPS(struct swap_test_table, subject_table) = {.name = "schema", .version = subject_called_back};
