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
__attribute__((always_inline)) static inline const void *inside_which(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->transaction;
}
// Whether the transaction has been here before.
static inline bool inside_again(const struct lock *lock) {
  return lock->owner == (uint32_t)((const struct nucleus_cpu __seg_gs *)NULL)->number + 1;
}
static inline bool inside_has_afters(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->next->afters != 0;
}
#else
#include "kernel/nucleus/after_host.h"
static inline bool inside_transaction(void) {
  return false;
}
__attribute__((always_inline)) static inline const void *inside_which(void) {
  return nucleus_host_transaction();
}
static inline bool inside_again(const struct lock *) {
  return nucleus_host_is_inside();
}
static inline bool inside_has_afters(void) {
  return nucleus_host_afters() != 0;
}
#endif

static inline void inside_enter(struct lock *lock) ACQUIRES(lock);
TRUSTED_LOCK static inline void inside_enter(struct lock *lock) {
  if (!inside_transaction() || !inside_again(lock)) lock_enter(lock);
}
static inline void inside_leave(struct lock *lock) RELEASES(lock);
TRUSTED_LOCK static inline void inside_leave(struct lock *lock) {
  if (!inside_transaction()) lock_leave(lock);
}
