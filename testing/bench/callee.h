// SPDX-License-Identifier: Apache-2.0
// callee: the other side of calls whose instructions are counted. Each gives value + 1.
//
// Context  any.
// State    `callee`: a lock.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/nucleus/nucleus.h"

READ uint64_t callee_next(uint64_t value);
ATOMIC uint64_t callee_change(uint64_t value);
ATOMIC uint64_t callee_change_often(uint64_t times);  // calls callee_change so often, inside its transaction
ATOMIC uint64_t callee_locked(uint64_t value);        // enters a lock
ATOMIC uint64_t callee_later(uint64_t value);         // has something done AFTER
ATOMIC void callee_nothing(uint64_t a, uint64_t b, uint64_t c);
STEPS uint64_t callee_wait(uint64_t value);
