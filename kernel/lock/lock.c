// SPDX-License-Identifier: Apache-2.0
// Locks of the running system, on the list of the transaction that holds them.
//
// A lock is put on the list before it is taken, and giving looks at its owner: so whatever is held is on the list at every
// instruction.
#include "kernel/lock/lock.h"

#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"
#include "kernel/nucleus/nucleus.h"

RAW_BEGIN

static inline void barrier(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

// This CPU, as nucleus_cpu() gives it, without a call: locks are on everybody's way.
static inline struct nucleus_cpu *here(void) {
  struct nucleus_cpu *cpu;
  __asm__ volatile("movq %%gs:0, %0" : "=r"(cpu));
  return cpu;
}
static_assert(offsetof(struct nucleus_cpu, self) == 0);

// Interrupts are off. While this is the only CPU that runs, nobody else can hold it.
static inline void take(struct lock *lock, const struct nucleus_cpu *cpu) {
  uint32_t me = (uint32_t)cpu->number + 1;
  if (cpu->others == 0) {
    ASSERT(lock->owner == 0);
    lock->owner = me;
    return;
  }
  for (uint32_t free = 0;
       !__atomic_compare_exchange_n(&lock->owner, &free, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED); free = 0)
    arch_pause();
}

static inline void enter_inside(struct nucleus_cpu *cpu, struct lock *lock) {
  struct nucleus_transaction *holder = cpu->next;
  if (holder->locks == 0) {  // noted before they go off, so that an undo at any instruction knows
    cpu->transaction = (void *)((uint64_t)cpu->transaction | NUCLEUS_MORE);
    barrier();
    holder->interrupts |= arch_interrupts_are_on();
    (void)arch_interrupts_off();
  }
  ASSERT(holder->locks < NUCLEUS_LOCKS);
  holder->lock[holder->locks] = lock;
  barrier();
  holder->locks++;
  barrier();
  take(lock, here());
  lock->depth = 0;
}

static inline void enter_outside(struct lock *lock) {
  uint64_t interrupts = arch_interrupts_off();
  struct nucleus_cpu *cpu = here();  // the one where they are off now
  struct nucleus_transaction *holder = cpu->next;
  if (holder->reads == 0) holder->read_interrupts = interrupts;
  ASSERT(holder->reads < NUCLEUS_READ_LOCKS);
  holder->read[holder->reads] = lock;
  barrier();
  holder->reads++;
  barrier();
  take(lock, cpu);
  lock->depth = 1;
}

TRUSTED_LOCK void lock_enter(struct lock *lock) {
  struct nucleus_cpu *cpu = here();
  if (lock->owner == (uint32_t)cpu->number + 1) {  // so interrupts are off, and this is the same CPU
    if (cpu->transaction == NULL) lock->depth++;
  } else if (cpu->transaction != NULL) {
    enter_inside(cpu, lock);
  } else {
    enter_outside(lock);
  }
}

TRUSTED_LOCK void lock_leave(struct lock *lock) {
  struct nucleus_cpu *cpu = here();
  if (cpu->transaction != NULL) return;
  struct nucleus_transaction *holder = cpu->next;
  ASSERT(lock->owner == cpu->number + 1 && lock->depth > 0);
  if (--lock->depth > 0) return;
  // What a fault came into may hold it: then it is not the handling's to give.
  if (holder->reads == 0 || holder->read[holder->reads - 1] != lock) return;
  __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
  barrier();
  holder->reads--;
  if (holder->reads == 0) arch_interrupts_restore(holder->read_interrupts);
}

bool lock_is_mine(const struct lock *lock) {
  return lock->owner == nucleus_cpu()->number + 1;
}

RAW_END
