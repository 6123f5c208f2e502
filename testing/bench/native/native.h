// SPDX-License-Identifier: Apache-2.0
// native: what the native rows keep; for its own tasks.
//
// Context  tasks.
// State    what is measured now, and what each worker took.
// Errors   none: the system ends with a sentence.
#pragma once
#include "kernel/base/cell.h"

ATOMIC void native_note(uint64_t number, uint64_t begun, uint64_t ended);
ATOMIC void native_choose(uint64_t row, uint64_t objects);
