// SPDX-License-Identifier: Apache-2.0
// return_address_kept: state keeps where the call came from, in code that is another's with the next version.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: return_address_kept.c
#include "cell.h"

CELL_STATE(uint64_t, caller);

void begin(void) {
  caller = (uint64_t)__builtin_return_address(0);
}
