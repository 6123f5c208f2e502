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
// This processor's; null: it has none yet.
__attribute__((always_inline)) static inline struct heap_arena *inside_arena(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->heap;
}
static inline uint64_t inside_number(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->number;
}
// The transaction that makes fresh objects in the usual way, if that is one on this processor; it has an arena then.
__attribute__((always_inline)) static inline const void *inside_usual(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->heap_usual;
}
static inline void inside_set_usual(const void *transaction) {
  nucleus_cpu()->heap_usual = transaction;
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
// The processor that a unit test runs on, as the test says.
struct heap_host {
  uint64_t number;
  struct heap_arena *arena[CELL_CPUS_MAX];
  const void *usual;
};
extern struct heap_host heap_host;
__attribute__((always_inline)) static inline struct heap_arena *inside_arena(void) {
  return heap_host.arena[heap_host.number];
}
static inline uint64_t inside_number(void) {
  return heap_host.number;
}
__attribute__((always_inline)) static inline const void *inside_usual(void) {
  return heap_host.usual;
}
static inline void inside_set_usual(const void *transaction) {
  heap_host.usual = transaction;
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
