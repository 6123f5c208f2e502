// SPDX-License-Identifier: Apache-2.0
// Locks of unit tests: one thread, no transactions; misuse is found all the same.
#include "kernel/lock/lock.h"

#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"

struct lock_host {
  uint32_t held;
  uint64_t interrupts;
};
CELL_STATE(struct lock_host, lock_host);

TRUSTED_LOCK void lock_enter(struct lock *lock) {
  uint64_t interrupts = arch_interrupts_off();
  if (lock_host.held++ == 0) lock_host.interrupts = interrupts;
  lock->owner = 1;
  lock->depth++;
}

TRUSTED_LOCK void lock_leave(struct lock *lock) {
  ASSERT(lock->owner == 1 && lock->depth > 0 && lock_host.held > 0);
  if (--lock->depth == 0) lock->owner = 0;
  if (--lock_host.held == 0) arch_interrupts_restore(lock_host.interrupts);
}

bool lock_is_mine(const struct lock *lock) {
  return lock->owner == 1;
}
