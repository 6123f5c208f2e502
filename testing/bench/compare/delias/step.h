// SPDX-License-Identifier: Apache-2.0
// step: the other side of a request whose cost is compared with a system call.
//
// Context  in a task.
// State    none.
#pragma once
#include "kernel/base/cell.h"

STEPS uint64_t step_next(uint64_t value);  // value + 1
