// SPDX-License-Identifier: Apache-2.0
// state: what the files of kernel/console share.
#pragma once
#include "kernel/console/console.h"
#include "kernel/lock/lock.h"
#include "kernel/sync/sync.h"

struct console_state {
  struct lock lock;
  uint32_t turn;  // 1 + the number of the CPU whose piece goes out; 0: none
  struct wait_queue readers;
  uint64_t foreground;        // task number; 0: nobody
  uint32_t foreground_entry;  // in the ledger, below that task
  uint32_t diversion_entry;   // in the ledger, below the diverted task
  uint64_t diverted;          // task number; 0: nobody's output is
  AS(ATOMIC) size_t (*sink)(const char *text, size_t length);
  uint64_t refused;
  uint64_t written;       // bytes of output that have gone out
  char last;              // of them
  uint32_t kept_count;    // of the bytes in `kept`
  uint32_t first, count;  // of the bytes in `input`
  uint8_t input[CONSOLE_INPUT];
  char kept[CONSOLE_KEPT];  // written by transactions, to be shown
};
extern struct console_state console;

bool console_is_diverted(void);  // the running task's output is
