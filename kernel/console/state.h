// SPDX-License-Identifier: Apache-2.0
// state: what the files of kernel/console share.
#pragma once
#include "kernel/console/console.h"
#include "kernel/lock/lock.h"
#include "kernel/sync/sync.h"

struct console_diversion {
  uint64_t task;   // its number; 0: a free slot
  uint32_t entry;  // in the ledger, below that task
  uint32_t unused;
  AS(ATOMIC) size_t (*sink)(void *context, const char *text, size_t length, bool may_wait);  // null: its output is not
  void *sink_context;
  AS(ATOMIC) status_t (*source)(void *context, void *to, size_t size, size_t *count);  // null: its input is not
  void *source_context;
};

struct console_state {
  struct lock lock;
  uint32_t turn;  // 1 + the number of the CPU whose piece goes out; 0: none
  struct wait_queue readers;
  uint64_t foreground;        // task number; 0: nobody
  uint32_t foreground_entry;  // in the ledger, below that task
  uint32_t diversions;        // of the slots below that are in use
  struct console_diversion diverted[CONSOLE_DIVERSIONS];
  uint64_t refused;
  uint64_t written;       // bytes of output that have gone out
  char last;              // of them
  uint32_t kept_count;    // of the bytes in `kept`
  uint32_t first, count;  // of the bytes in `input`
  uint8_t input[CONSOLE_INPUT];
  char kept[CONSOLE_KEPT];  // written by transactions, to be shown
};
extern struct console_state console;

struct console_diversion *console_diversion(void);  // the running task's; null: it has none
