// SPDX-License-Identifier: Apache-2.0
// ok_field_reset: state is told that its buffer has gone.
// file: ok_field_reset.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct console {
  OWN uint8_t *buffer;
  uint32_t used;
};

ATOMIC void console_reset(void);
ATOMIC status_t console_start(uint32_t size);

// file: ok_field_reset.c
#include "ok_field_reset.h"

CELL_STATE(struct console, console);

void console_reset(void) {
  heap_delete(console.buffer);
  console.buffer = NULL;
  console.used = 0;
}

status_t console_start(uint32_t size) {
  console_reset();
  console.buffer = heap_new(size, 1, "console buffer");
  return console.buffer != NULL ? OK : NO_MEMORY;
}
