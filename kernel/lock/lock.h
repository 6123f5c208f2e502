// SPDX-License-Identifier: Apache-2.0
// lock: what guards shared memory inside transactions and reads.
//
// Inside a transaction a lock that was entered stays held until the transaction ends (strict two-phase locking), however
// often it is entered and left; nobody gives it by hand, and after an undo it is given when everything is restored. Outside
// one (a READ that reads a consistent picture) the outermost leave gives it. From the first lock to the last, interrupts
// are off on this CPU. Locks are entered in rank order: of two cells' locks first that of the cell which depends on the
// other; cells lie in that order in the region, so a lock's rank is its address.
//
//   lock_enter(&heap.lock); ...; lock_leave(&heap.lock);
//
// Context  any but faults. Never held at a wait.
// Owns     nothing: a lock lies in its user's memory, zeroed memory is a free lock.
// State    none.
// Errors   more than NUCLEUS_LOCKS at once, or leaving what is not held, is an assertion.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/lock_word.h"

RAW void lock_enter(struct lock *lock) LOCKS ACQUIRES(lock);
RAW void lock_leave(struct lock *lock) UNLOCKS RELEASES(lock);
READ bool lock_is_mine(const struct lock *lock);  // this CPU holds it
