// SPDX-License-Identifier: Apache-2.0
// The first value of its state holds the address of a function.
#include "kernel/base/cell.h"

struct hook {
  uint32_t (*call)(void);
};

CELL_CALLBACK uint32_t hook_default(void) {
  return 42;
}
CELL_STATE(struct hook, hook) = {.call = hook_default};

CELL_CALLBACK status_t hook_init(void) {
  return hook.call == NULL ? BUSY : OK;
}
CELL_OPS(struct cell_lifecycle, hook_lifecycle) = {.init = hook_init};
