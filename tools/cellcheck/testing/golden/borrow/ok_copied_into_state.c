// SPDX-License-Identifier: Apache-2.0
// ok_copied_into_state: the text is copied.
// file: ok_copied_into_state.h public
#pragma once
#include "kernel/base/cell.h"

struct log {
  char prefix[16];
  uint32_t lines;
};

ATOMIC void log_set_prefix(const char *prefix);

// file: ok_copied_into_state.c
#include "ok_copied_into_state.h"

CELL_STATE(struct log, log);

void log_set_prefix(const char *prefix) {
  uint32_t i = 0;
  for (; i + 1 < sizeof log.prefix && prefix[i] != 0; i++)
    log.prefix[i] = prefix[i];
  log.prefix[i] = 0;
}
