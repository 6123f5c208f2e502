// SPDX-License-Identifier: Apache-2.0
// pairs: objects made and released in transactions, for a program that looks at the clock around them.
//
// Context  a task.
// Owns     nothing.
// State    none.
// Errors   false: no memory.
#pragma once
#include "kernel/base/cell.h"

enum { PAIRS_MOST = 16 };
enum pairs_way { PAIRS_IN_TURN, PAIRS_AT_ONCE, PAIRS_APART };

// `count` objects, each made and released before the next one.
ATOMIC bool pairs_in_turn(size_t bytes, uint32_t count);
// All made, then all released. At most PAIRS_MOST.
ATOMIC bool pairs_at_once(size_t bytes, uint32_t count);
// All made in one transaction, and released in another.
ATOMIC bool pairs_make(size_t bytes, uint32_t count, OWN_RET void **objects);
ATOMIC void pairs_release(uint32_t count, OWN void **objects);
// So many times one of these ways, while so many other objects are there and the stack is as much deeper.
STEPS bool pairs_transactions(size_t bytes, uint32_t count, uint32_t transactions, enum pairs_way way, uint32_t held);
