// SPDX-License-Identifier: Apache-2.0
// pairs: objects made and released in transactions, for a program that looks at the clock around them.
//
// Context  a task.
// Owns     nothing.
// State    none.
// Errors   false: no memory.
#pragma once
#include "kernel/base/cell.h"

enum { PAIRS_AT_ONCE = 16 };

// `count` objects, each made and released before the next one.
ATOMIC bool pairs_in_turn(size_t bytes, uint32_t count);
// All made, then all released. At most PAIRS_AT_ONCE.
ATOMIC bool pairs_at_once(size_t bytes, uint32_t count);
// So many transactions of the one kind or the other.
STEPS bool pairs_transactions(size_t bytes, uint32_t count, uint32_t transactions, bool at_once);
