// SPDX-License-Identifier: Apache-2.0
// Locks of the running system, on the list of the transaction that holds them.
//
// A lock is put on the list before it is taken, and giving looks at its owner: so whatever is held is on the list at every
// instruction.
#include "kernel/lock/lock.h"

#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"
#include "kernel/lock/look.h"
#include "kernel/nucleus/nucleus.h"

RAW_BEGIN

enum { CONFLICT_PAUSES = 8192, APART_MOST = 32 };  // the first: longer than a transaction that goes on takes

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

static inline bool try(struct lock *lock, uint32_t me) {
  uint32_t free = 0;
  return __atomic_compare_exchange_n(&lock->owner, &free, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

// What a processor does between two looks at a lock that another one holds. Pauses alone, with nothing around them: they leave the memory to who holds it, and
// on a processor that is emulated, or shares its core, the time too.
static inline void pause_for(uint32_t pauses) {
  for (; pauses >= 4; pauses -= 4) {
    __builtin_ia32_pause();
    __builtin_ia32_pause();
    __builtin_ia32_pause();
    __builtin_ia32_pause();
  }
  arch_pause();
}

// Another CPU has it, or had it. Who holds others too does not wait for long, since the other may want one of those: a transaction begins anew
// without them. Outside one nothing can be undone; there the order of ranks is what keeps two from waiting for each other. Whoever waits
// for this one to drop translations is answered meanwhile. Looks lie further and further apart, but no further than it has waited already.
static __attribute__((noinline)) void wait_for(struct lock *lock, struct nucleus_cpu *cpu, bool may_conflict) {
  uint32_t me = (uint32_t)cpu->number + 1, apart = 1;
  struct lock_meetings *row = &lock_rows[cpu->number];
  row->times++;
  for (uint32_t pauses = 0; !may_conflict || pauses < CONFLICT_PAUSES; pauses += apart) {
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == 0 && try(lock, me)) return;
    nucleus_drop_stale();
    if (apart < APART_MOST && pauses >= 2 * apart) apart *= 2;
    pause_for(apart);
    row->pauses += apart;
  }
  nucleus_again();
}

// Interrupts are off. While this is the only CPU that runs, nobody else can hold it.
static inline void take(struct lock *lock, struct nucleus_cpu *cpu, bool may_conflict) {
  uint32_t me = (uint32_t)cpu->number + 1;
  if (cpu->others == 0) {
    ASSERT(lock->owner == 0);
    lock->owner = me;
    return;
  }
  if (!try(lock, me)) wait_for(lock, cpu, may_conflict);
}

// Interrupts are off.
static inline void enter_further(struct nucleus_cpu *cpu, struct lock *lock) {
  struct nucleus_transaction *holder = cpu->next;
  uint64_t locks = holder->locks;
  ASSERT(locks < NUCLEUS_LOCKS);
  holder->lock[locks] = lock;
  barrier();
  holder->locks = (uint16_t)(locks + 1);
  barrier();
  take(lock, cpu, locks > 0);
}

// Noted before they go off, so that an undo at any instruction knows.
static __attribute__((noinline)) void enter_first(struct nucleus_cpu *cpu, struct lock *lock) {
  cpu->transaction = (void *)((uint64_t)cpu->transaction | NUCLEUS_MORE);
  barrier();
  if (arch_interrupts_are_on()) {
    cpu->next->interrupts = 1;
    barrier();
    (void)arch_interrupts_off();
  }
  enter_further(cpu, lock);
}

// While interrupts are off for a lock and the list of the environment does not say so: noted in the running context, which a task takes along to
// whichever CPU. A fault there has found nothing half done, whatever function it came in.
static inline void note_locking(int64_t by) {
  struct nucleus_context *context = NUCLEUS_HERE(current);
  if (context != NULL) context->locking += (uint64_t)by;
  barrier();
}

static __attribute__((noinline)) void enter_outside(struct lock *lock) {
  note_locking(1);
  uint64_t interrupts = arch_interrupts_off();
  struct nucleus_cpu *cpu = here();                // the one where they are off now
  if (lock->owner == (uint32_t)cpu->number + 1) {  // they were off before
    lock->depth++;
    note_locking(-1);
    return;
  }
  struct nucleus_transaction *holder = cpu->next;
  if (holder->reads == 0) holder->read_interrupts = interrupts;
  ASSERT(holder->reads < NUCLEUS_READ_LOCKS);
  ranks_look(holder, lock);
  holder->read[holder->reads] = lock;
  barrier();
  holder->reads++;
  barrier();
  note_locking(-1);
  take(lock, cpu, false);
  lock->depth = 1;
}

TRUSTED_LOCK void lock_enter(struct lock *lock) {
  if (NUCLEUS_HERE(transaction) == NULL) return enter_outside(lock);
  struct nucleus_cpu *cpu = here();  // and stays so to the transaction's end
  if (lock->owner == (uint32_t)cpu->number + 1) return;
  if (cpu->next->locks == 0) return enter_first(cpu, lock);
  enter_further(cpu, lock);
}

TRUSTED_LOCK void lock_leave(struct lock *lock) {
  if (NUCLEUS_HERE(transaction) != NULL) return;
  const struct nucleus_cpu *cpu = here();  // interrupts are off while a lock is held
  struct nucleus_transaction *holder = cpu->next;
  ASSERT(lock->owner == cpu->number + 1 && lock->depth > 0);
  if (--lock->depth > 0) return;
  // What a fault came into may hold it: then it is not the handling's to give.
  if (holder->reads == 0 || holder->read[holder->reads - 1] != lock) return;
  __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
  uint64_t interrupts = holder->read_interrupts;
  note_locking(1);
  bool was_last = --holder->reads == 0;
  barrier();
  if (was_last) arch_interrupts_restore(interrupts);
  note_locking(-1);
}

bool lock_is_mine(const struct lock *lock) {
  return !arch_interrupts_are_on() && lock->owner == here()->number + 1;
}

RAW_END
