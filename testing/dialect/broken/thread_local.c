// SPDX-License-Identifier: Apache-2.0
// Thread-local storage is writable static data too.
#include "kernel/base/cell.h"

thread_local uint64_t per_thread = 1;

CELL_CALLBACK status_t thread_init(void) {
  return ++per_thread == 0 ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, thread_lifecycle) = {.init = thread_init};
