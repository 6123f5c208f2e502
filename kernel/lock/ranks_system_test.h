// SPDX-License-Identifier: Apache-2.0
// ranks_system_test: reads that enter two locks, in either order.
//
// Context  any.
// Owns     nothing.
// State    `first`, `second`: a lock and a word each.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

READ uint64_t ranks_right(void);
READ uint64_t ranks_wrong(void);
