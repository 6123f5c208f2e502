// SPDX-License-Identifier: Apache-2.0
// inversion: what the tasks of its test have done, for their test.
//
// Context  tasks.
// Owns     nothing.
// State    `inversion`.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

enum inversion_task : uint32_t { INVERSION_LOW, INVERSION_MIDDLE, INVERSION_TASKS };

ATOMIC void inversion_begin(void);
ATOMIC void inversion_work(enum inversion_task task);  // a piece of it
ATOMIC void inversion_tell(uint64_t pieces);           // of the middle one, that the high one waited for
