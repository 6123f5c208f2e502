// SPDX-License-Identifier: Apache-2.0
// The whole of the subject. Each version is a file that says what number it is and includes this.
#pragma once
#include "testing/swap/subject.h"
#include "testing/swap/table.h"

struct subject_total {
  uint64_t sum;
  uint32_t calls, reserved;
};
CELL_STATE(struct subject_total, subject_total);

uint64_t subject_add(uint64_t more) {
  subject_total.calls++;
  subject_total.sum += more * SUBJECT_FACTOR;
  return subject_total.sum;
}

uint32_t subject_version(void) {
  return SUBJECT_VERSION;
}

status_t subject_ask(struct subject_answer *answer) {
  *answer = (struct subject_answer){SUBJECT_VERSION, subject_total.calls};
  return OK;
}

CELL_CALLBACK uint32_t subject_called_back(void) {
  return SUBJECT_VERSION;
}

uint32_t (*subject_callback(void))(void) {
  return subject_called_back;
}

CELL_OPS(struct swap_test_table, subject_table) = {.name = SUBJECT_NAME, .version = subject_called_back};
