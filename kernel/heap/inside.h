// SPDX-License-Identifier: Apache-2.0
// inside: entering and leaving the heap's lock, in five instructions where the transaction holds it already, as it does from
// its first object to its end. lock_enter and lock_leave do the same, in forty.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"

#ifdef __DELIAS__
static inline bool inside_transaction(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->transaction != NULL;
}
static inline uint32_t inside_owner(void) {
  return (uint32_t)((const struct nucleus_cpu __seg_gs *)NULL)->number + 1;
}
#else
static inline bool inside_transaction(void) {
  return false;
}
static inline uint32_t inside_owner(void) {
  return 0;
}
#endif

static inline void inside_enter(struct lock *lock) {
  if (!inside_transaction() || lock->owner != inside_owner()) lock_enter(lock);
}
static inline void inside_leave(struct lock *lock) {
  if (!inside_transaction()) lock_leave(lock);
}
