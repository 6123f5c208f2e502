// SPDX-License-Identifier: Apache-2.0
// state: what the console remembers.
#pragma once
#include "kernel/console/console.h"
#include "kernel/sync/sync.h"

struct console_state {
  struct spin lock;
  struct wait_queue readers;
  uint64_t foreground;  // task number; 0: nobody
  uint64_t refused;
  uint64_t written;       // bytes of output
  char last;              // of them
  uint32_t first, count;  // of the bytes in `input`
  uint8_t input[CONSOLE_INPUT];
};
