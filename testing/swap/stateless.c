// SPDX-License-Identifier: Apache-2.0
// It has no state: what the old version keeps would be lost.
#include "testing/swap/subject.h"
#include "testing/swap/table.h"

uint64_t subject_add(uint64_t more) {
  return more;
}

uint32_t subject_version(void) {
  return 5;
}

status_t subject_ask(struct subject_answer *answer) {
  *answer = (struct subject_answer){5, 0};
  return OK;
}

CELL_CALLBACK uint32_t subject_called_back(void) {
  return 5;
}

uint32_t (*subject_callback(void))(void) {
  return subject_called_back;
}

CELL_OPS(struct swap_test_table, subject_table) = {.name = "stateless", .version = subject_called_back};
