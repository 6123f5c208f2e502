// SPDX-License-Identifier: Apache-2.0
// Undo, the work behind a commit, and the environments in which faults go on. None of this is journalled: each step can be done
// again after a fault at any instruction of it.
#include "kernel/base/lock_word.h"
#include "kernel/fault/assert.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/nucleus/undo.h"
#include NUCLEUS_MACHINE

RAW_BEGIN

enum { FLAG_INTERRUPTS = 1 << 9, AFTER_SHIFT = 48, CONFLICT_TURNS = 64, CONFLICT_TIMES = 7 };
#define WORD_CURSOR (((UINT64_C(1) << AFTER_SHIFT) - 1) & ~(uint64_t)NUCLEUS_PHASES)

void nucleus_finish(struct nucleus_transaction *transaction);
void nucleus_do_befores(struct nucleus_transaction *transaction);
enum nucleus_verdict nucleus_conflict(struct nucleus_fault *fault);
enum nucleus_verdict nucleus_recover(RETAINS struct nucleus_fault *fault, enum nucleus_verdict verdict);

static inline void barrier(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

// Before what it is said of: the gate looks there only then.
static inline void say_more(struct nucleus_cpu *cpu) {
  cpu->transaction = (void *)((uint64_t)cpu->transaction | NUCLEUS_MORE);
  barrier();
}

// A lock is on its list before it is taken, so whose it is tells whether there is something to give.
static inline void give(struct lock *lock, uint64_t me) {
  if (lock->owner != me) return;
  lock->depth = 0;
  __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}

static inline void give_locks(struct nucleus_transaction *holder, uint64_t me) {
  while (holder->locks > 0) {
    give(holder->lock[holder->locks - 1], me);
    barrier();
    holder->locks--;
  }
}

static void give_reads(struct nucleus_transaction *holder, uint64_t me) {
  while (holder->reads > 0) {
    give(holder->read[holder->reads - 1], me);
    barrier();
    holder->reads--;
  }
}

// The number is undone with everything else: a record with a descriptor of one field of 2 bytes at offset 0.
static inline void count_up(struct nucleus_cpu *cpu, uint16_t *number) {
  uint64_t *record = (uint64_t *)cpu->journal;
  record[0] = *number;
  record[1] = (uint64_t)number;
  record[2] = 1 << 2;
  barrier();
  cpu->journal += 3 * sizeof *record;
  barrier();
  ++*number;
}

void nucleus_after(void (*fn)(uint64_t, uint64_t, uint64_t), uint64_t a, uint64_t b, uint64_t c) {
  if (NUCLEUS_HERE(transaction) == NULL) {
    fn(a, b, c);
    return;
  }
  struct nucleus_cpu *cpu = nucleus_cpu();
  struct nucleus_transaction *transaction = cpu->next;
  ASSERT(transaction->afters < NUCLEUS_AFTERS);
  say_more(cpu);
  transaction->after[transaction->afters] = (struct nucleus_after){fn, {a, b, c}};
  count_up(cpu, &transaction->afters);
}

void nucleus_before(void (*fn)(void)) {
  if (NUCLEUS_HERE(transaction) == NULL) {
    fn();
    return;
  }
  struct nucleus_cpu *cpu = nucleus_cpu();
  struct nucleus_transaction *transaction = cpu->next;
  for (uint32_t i = 0; i < transaction->befores; i++)
    if (transaction->before[i] == fn) return;
  ASSERT(transaction->befores < NUCLEUS_BEFORES);
  say_more(cpu);
  transaction->before[transaction->befores] = fn;
  count_up(cpu, &transaction->befores);
}

// Before the commit of a transaction or of an AFTER, inside it: so a fault here undoes it.
RAW_PRIVATE void nucleus_do_befores(struct nucleus_transaction *transaction) {
  for (uint32_t i = 0; i < transaction->befores; i++) {
    void (*fn)(void) = transaction->before[i];
    transaction->before[i] = NULL;  // who asks from now on is done once more
    fn();
  }
}

// As every transaction is while it is not active; a gate that begins one relies on it.
static inline void rest(struct nucleus_transaction *transaction) {
  transaction->afters = transaction->locks = transaction->befores = 0;
  transaction->interrupts = 0;
  transaction->replays = 0;
  transaction->word = transaction->journal | NUCLEUS_ACTIVE;
}

static __attribute__((noinline)) void do_afters(struct nucleus_transaction *transaction) {
  struct nucleus_cpu *cpu = nucleus_cpu();
  uint64_t index;
  while ((index = transaction->word >> AFTER_SHIFT) < transaction->afters) {
    const struct nucleus_after *after = &transaction->after[index];
    transaction->befores = 0;
    after->fn(after->arguments[0], after->arguments[1], after->arguments[2]);
    nucleus_do_befores(transaction);
    give_locks(transaction, cpu->number + 1);
    transaction->after_faults = 0;
    barrier();
    transaction->word = cpu->journal | NUCLEUS_COMMITTED | (index + 1) << AFTER_SHIFT;
  }
}

RAW_PRIVATE void nucleus_finish(struct nucleus_transaction *transaction) {
  give_locks(transaction, nucleus_cpu()->number + 1);
  if (transaction->afters != 0) do_afters(transaction);
  bool interrupts = transaction->interrupts != 0;
  rest(transaction);
  if (interrupts) machine_interrupts_on();
}

void nucleus_undo(struct nucleus_fault *fault) {
  struct nucleus_transaction *transaction = fault->transaction;
  struct nucleus_cpu *cpu = nucleus_cpu();
  cpu->recovering = 1;
  if (transaction != NULL) {
    uint64_t start = transaction->word & WORD_CURSOR, window = machine_window_open();
    while (fault->journal > start) {
      uint64_t before = undo_record(fault->journal);
      barrier();
      fault->journal = before;
      barrier();
    }
    machine_window_close(window);
  }
  if (transaction != NULL) {
    machine_undone(cpu, fault);  // while nobody else gets what the transaction had
    give_locks(transaction, cpu->number + 1);
  } else
    give_reads(fault->next, cpu->number + 1);
  cpu->recovering = 0;
}

// Another CPU holds a lock that is wanted here, and may want one that is held here: this one gives its locks, lets the other have them, and
// begins anew. Each waits for a different time, so that one of two is first. Does not count as a fault.
RAW_PRIVATE enum nucleus_verdict nucleus_conflict(struct nucleus_fault *fault) {
  struct nucleus_transaction *transaction = fault->transaction;
  struct nucleus_cpu *cpu = nucleus_cpu();
  nucleus_undo(fault);
  uint64_t turns = CONFLICT_TURNS * (1 + (cpu->conflicts++ + cpu->number) % CONFLICT_TIMES);
  while (turns-- > 0)
    machine_pause();
  if ((transaction->word & NUCLEUS_PHASES) == NUCLEUS_COMMITTED) {
    transaction->after_faults--;
    return NUCLEUS_FINISH;
  }
  transaction->replays--;
  fault->request = transaction->request;
  return NUCLEUS_REPLAY;
}

// An AFTER that has faulted twice is left out.
static void count_after_fault(struct nucleus_cpu *cpu, struct nucleus_transaction *transaction) {
  if (++transaction->after_faults < 2) return;
  uint64_t index = transaction->word >> AFTER_SHIFT;
  cpu->abandoned_afters++;
  transaction->after_faults = 0;
  transaction->word = cpu->journal | NUCLEUS_COMMITTED | (index + 1) << AFTER_SHIFT;
}

static void give_up(struct nucleus_transaction *transaction, uint64_t journal) {
  transaction->result[0] = transaction->result[1] = 0;
  transaction->afters = 0;
  transaction->word = journal | NUCLEUS_COMMITTED;
}

static void enter(struct nucleus_cpu *cpu, void *active, struct nucleus_transaction *next, uint64_t journal,
                  uint64_t preempt_off) {
  bool chooses = active != NULL && cpu->choose_pending != 0;  // wanted by the fault's handling
  cpu->transaction = chooses ? (void *)((uint64_t)active | NUCLEUS_MORE) : active;
  cpu->next = next;
  cpu->start = next->journal;
  cpu->journal = journal;
  cpu->preempt_off = preempt_off;
}

// nucleus_cpu.transaction while a request is made again, or is left to finish: its transaction is not at rest.
static inline void *active_with(struct nucleus_request *request) {
  return (void *)((uint64_t)&request->rbp | NUCLEUS_MORE);
}

// Whether interrupts were on when the transaction began: its first lock turned them off.
static inline bool began_with_interrupts(const struct nucleus_fault *fault,
                                         const struct nucleus_transaction *transaction) {
  return transaction->interrupts != 0 || (fault->frame.rflags & FLAG_INTERRUPTS) != 0;
}

static void replay(struct nucleus_cpu *cpu, RETAINS struct nucleus_fault *fault) {
  struct nucleus_request *request = fault->request;
  struct nucleus_transaction *transaction = fault->transaction;
  if (transaction != NULL && request == transaction->request) {
    uint64_t replays = transaction->replays + 1;
    cpu->resume_on = began_with_interrupts(fault, transaction);
    rest(transaction);
    transaction->replays = replays;
    enter(cpu, active_with(request), transaction, transaction->journal, fault->preempt_off);
    return;
  }
  if (transaction != NULL) rest(transaction);
  request->replays++;
  cpu->resume_on = 1;
  cpu->current->requests = request;
  fault->depth = 0;
  enter(cpu, NULL, &cpu->transactions[0], cpu->scratch, 0);
}

// Where the fault's handling ends: the environment of what goes on, and what that is.
RAW_PRIVATE enum nucleus_verdict nucleus_recover(struct nucleus_fault *fault, enum nucleus_verdict verdict) {
  struct nucleus_cpu *cpu = nucleus_cpu();
  struct nucleus_transaction *transaction = fault->transaction;
  fault->depth--;
  switch (verdict) {
  case NUCLEUS_RESUME:
    enter(cpu, transaction == NULL ? NULL : fault->active, fault->next, fault->journal, fault->preempt_off);
    return NUCLEUS_RESUME;
  case NUCLEUS_GIVE_UP: give_up(transaction, fault->journal); [[fallthrough]];
  case NUCLEUS_FINISH:
    fault->request = transaction->request;
    transaction->interrupts = began_with_interrupts(fault, transaction);
    enter(cpu, active_with(fault->request), fault->next, fault->journal, fault->preempt_off);
    if (verdict == NUCLEUS_FINISH) count_after_fault(cpu, transaction);
    return NUCLEUS_FINISH;
  case NUCLEUS_REPLAY: replay(cpu, fault); return NUCLEUS_REPLAY;
  case NUCLEUS_LEAVE: break;
  }
  if (transaction != NULL) rest(transaction);
  fault->depth = 0;
  enter(cpu, NULL, &cpu->transactions[0], cpu->scratch, 0);
  return NUCLEUS_LEAVE;
}

RAW_END
