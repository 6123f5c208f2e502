// SPDX-License-Identifier: Apache-2.0
// cwe416_field_still_names: state still names a buffer that has gone.
// file: cwe416_field_still_names.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct console {
  OWN uint8_t *buffer;
  uint32_t used;
};

ATOMIC void console_reset(void);

// file: cwe416_field_still_names.c
#include "cwe416_field_still_names.h"

CELL_STATE(struct console, console);

void console_reset(void) {
  // note: heap_delete took it here
  heap_delete(console.buffer);
  console.used = 0;
  // want: own.after 'console.buffer' still names what is gone when the function returns
  // mend: set 'console.buffer' to null when it goes
}
