// SPDX-License-Identifier: Apache-2.0
// nucleus: the code that belongs to no version of any cell: trap entry and exit, context switch, request gate.
//
// Suspended stacks end in nucleus frames only: to block or to be preempted is to move to the CPU's own stack and to
// choose there what runs next, so that scheduler, trap and lock cells are never on a sleeping stack. Layouts below are
// read by assembly (nucleus_layout.h checks them) and are versioned by NUCLEUS_LAYOUT.
//
// Context  see each function. Faults may come anywhere, three deep.
// State    a struct nucleus_cpu for each CPU, in the region's CPU area, reached through %gs.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"
#include "kernel/nucleus/places.h"

#ifdef __DELIAS__
enum { NUCLEUS_JOURNALS = 1 };
#else
enum { NUCLEUS_JOURNALS = 0 };  // unit tests have no transactions
#endif
enum {
  NUCLEUS_LAYOUT = 6,
  NUCLEUS_AFTERS = 48,
  NUCLEUS_BEFORES = 4,
  NUCLEUS_LOCKS = 32,
  NUCLEUS_READ_LOCKS = 24,
};

// Registers of what was interrupted, as the entry stub pushed them (Intel SDM vol. 3, 6.14 for the last five).
struct nucleus_frame {
  uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
  uint64_t vector, error;
  uint64_t rip, cs, rflags, rsp, ss;
};

// An outermost call of an ATOMIC or a STEPS function, as its gate pushed it from the last member to the first: enough to make the
// call again. Lies on the stack that makes the call, newest first. An ATOMIC call's ends with the last argument that its function
// has: what the other members would be belongs to the functions that it calls. docs/kinds.md.
struct nucleus_request {
  struct nucleus_request *outer;  // STEPS: the STEPS call around it in the same context; null: none
  uint64_t mark;                  // STEPS: what its context had acquired before
  uint64_t replays;               // STEPS: how often it was made again
  uint64_t unused;
  uint64_t arguments[6];                       // r9 r8 rcx rdx rsi rdi
  const uint64_t *target;                      // the gate's target word: tells which function
  uint64_t r15, r14, r13, r12, rbx, rbp, rip;  // of its caller
};

// What is done when a transaction has committed: fn is a gate's address.
struct nucleus_after {
  void (*fn)(uint64_t, uint64_t, uint64_t);
  uint64_t arguments[3];
};

// A transaction: an outermost ATOMIC call on this CPU.
struct nucleus_transaction {
  uint64_t word;       // enum nucleus_phase | where the records start that undo may take | AFTER index << 48
  uint64_t result[2];  // rax rdx, kept by the commit
  struct nucleus_request *request;  // of a transaction that a fault came into, from then on
  uint64_t journal, journal_end;    // the guard page follows
  uint16_t afters, locks, befores;  // how many are in use below; all zero while none is active
  uint16_t interrupts;              // 1: they were on when its first lock was taken
  uint64_t after_faults;            // how often the AFTER at the index has faulted
  uint64_t replays;                 // how often its request was made again
  struct lock *lock[NUCLEUS_LOCKS];
  struct nucleus_after after[NUCLEUS_AFTERS];
  void (*before[NUCLEUS_BEFORES])(void);
  // Locks entered outside a transaction, in this environment.
  uint64_t reads, read_interrupts;
  struct lock *read[NUCLEUS_READ_LOCKS];
};
enum nucleus_phase { NUCLEUS_ACTIVE = 1, NUCLEUS_COMMITTED = 2, NUCLEUS_PHASES = 7 };

// A stack that can be switched to. Whoever owns the stack (a task) embeds this; the nucleus fills it while it sleeps.
struct nucleus_context {
  uint64_t rsp;                      // where its frame lies while it is suspended
  uint64_t preempted;                // 1: a struct nucleus_frame lies there; 0: the frame of nucleus_suspend
  struct nucleus_request *requests;  // its chain of STEPS calls
  uint64_t stack_low, stack_high;    // bounds of the stack, for reports
  uint64_t owner;                    // its node in the ledger
  uint64_t acquired;                 // how much it has acquired so far: kernel/ledger counts
  uint64_t
      locking;  // > 0: interrupts are off, or about to be, for a lock that is entered or left outside a transaction
};

// A fault, copied off the exception stack before anything could fault again.
struct nucleus_fault {
  struct nucleus_frame frame;
  uint64_t address;                 // CR2 for page faults
  uint64_t depth;                   // 1: in ordinary code; 2, 3: inside the handling of a fault
  struct nucleus_context *context;  // what was running; null: the CPU's own stack (boot, scheduler, interrupt, idle)
  // The environment that it came in.
  struct nucleus_transaction *transaction;  // null: none was active
  struct nucleus_transaction *next;         // which one a transaction there uses, active or not
  uint64_t journal, preempt_off;
  struct nucleus_request *request;  // NUCLEUS_REPLAY: the one to make again
  void *active;                     // nucleus_cpu.transaction there
};

enum nucleus_verdict {
  NUCLEUS_RESUME = 0,   // go on at fault->frame, which the handler may have changed
  NUCLEUS_LEAVE = 1,    // abandon the context that faulted; the scheduler chooses
  NUCLEUS_REPLAY = 2,   // make fault->request again, in the environment it was made in; what it did is undone
  NUCLEUS_FINISH = 3,   // the transaction has committed: do the AFTERs that are left and return its result
  NUCLEUS_GIVE_UP = 4,  // the transaction is undone and not made again: its gate returns 0
};

// The gates through which the nucleus calls upward; nucleus_set_upcalls keeps what is null as it was. All run on the CPU's own stack with interrupts off, choose and
// interrupt as transactions.
struct nucleus_upcalls {
  // Takes the context that was just suspended (null: none) and returns the one to run; null: nothing is ready, so idle.
  AS(ATOMIC) struct nucleus_context *(*choose)(struct nucleus_context *suspended);
  // An interrupt, vector 32 to 255; true: choose again before returning to what was interrupted.
  AS(ATOMIC) bool (*interrupt)(struct nucleus_frame *frame);
  // An exception, vector 0 to 31, NMI included.
  AS(RAW) enum nucleus_verdict (*fault)(struct nucleus_fault *fault);
  // Called from cells below the one that does it, as plain functions where they stand; null while there is one CPU. docs/processors.md.
  // Interrupts that CPU. Its handler drops stale translations; by choose_pending it chooses.
  AS(RAW) void (*signal)(uint64_t number);
  // As processors_gather.
  AS(RAW) status_t (*gather)(AS(RAW) void (*fn)(uint64_t), uint64_t argument);
};

// %gs points here.
struct nucleus_cpu {
  struct nucleus_cpu *self;
  struct nucleus_context *current;  // null: the CPU's own stack
  uint64_t stack_top;               // of the CPU's own stack
  uint64_t preempt_off;             // > 0: an interrupt does not lead to a choice
  uint64_t choose_pending;          // an interrupt wanted a choice while preempt_off > 0 or a transaction was active
  uint64_t idle;                    // 1: halted in the idle loop, on the CPU's own stack
  uint64_t fault_depth;
  uint64_t fault_stack_top;  // of three slices of NUCLEUS_FAULT_SLICE bytes
  struct nucleus_upcalls upcalls;
  uint64_t journal;   // where the next record of the journal goes (docs/journal.md)
  void *transaction;  // null: none is active; else `next` is: the frame pointer of its gate, and NUCLEUS_MORE
  uint64_t strict;    // 1: cells built with --//tools/journal:outside=trap fault on shared stores
  struct nucleus_transaction *next;  // the transaction that is active, or that begins now
  uint64_t scratch;                  // start of the scratch journal; its guard is NUCLEUS_SCRATCH_PAGES behind
  uint64_t masked;                   // platforms without an interrupt flag: 1: interrupts are off
  uint64_t number;                   // of this CPU, from 0
  uint64_t idle_cycles;              // time-stamp ticks spent halted
  uint64_t idle_since;               // time-stamp counter when the CPU halted
  uint64_t owner;                    // the ledger's node for what is acquired on the CPU's own stack
  uint64_t acquired;                 // as a context's
  uint64_t abandoned_afters;         // AFTERs that faulted each time
  uint64_t others;                   // CPUs that run besides this one
  uint64_t resume_on;                // 1: the request that is made again had interrupts on
  uint64_t recovering;               // 1: nucleus_undo or nucleus_finish of this CPU runs for a fault
  uint64_t start;                    // next->journal
  uint64_t meet;  // not 0: the number of a rendezvous, for which who chooses here waits until it is another number
  uint64_t met;   // of the last that it has come to
  uint64_t
      quiet;  // 1: halted, or waits for a rendezvous to end: uses no translation until it has looked whether one is stale
  uint64_t stale;                 // how often another CPU has made translations stale
  uint64_t dropped;               // which of these times it has dropped them all
  uint64_t conflicts;             // transactions that were undone because another CPU held a lock
  struct nucleus_cpu *following;  // the next CPU's, in a circle; null: there is no other
  // What is called where nothing can be waited for; null while there is one CPU. docs/processors.md.
  // An NMI, on a stack of its own, whatever it came into. False: nobody has asked for it, and it is a fault as any exception.
  AS(RAW) bool (*unmaskable)(const struct nucleus_frame *frame);
  // As upcalls.signal, where that was in vain: by what no CPU can mask. `last`: it is given up after this; says so. False: this machine has none.
  AS(RAW) bool (*urge)(uint64_t number, bool last);
  // Behind the undo of a transaction, before its locks are given.
  AS(RAW) void (*undone)(const struct nucleus_fault *fault);
  uint64_t
      remapped;  // the last transaction here, as `transaction` has it, that has changed what addresses show; others may have looked meanwhile
  void *floating;  // where the floating-point registers of this CPU belong; null: to nobody, and using them is a fault
  struct nucleus_fault faults[3];
  struct nucleus_transaction
      transactions[NUCLEUS_ENVIRONMENTS];  // tasks and choice, interrupts, faults of depth 1, 2, 3
  void *heap;                              // kernel/heap's own, of this CPU; null: it has none yet
  const void *
      heap_usual;  // and the transaction, as `transaction` has it, that it serves in the usual way; then `heap` is there
  uint64_t detail;  // 1: kernel/trace records what is only wanted now and then
};
// In nucleus_cpu.transaction: behind the function there is more to do than to make the transaction inactive. AFTERs, BEFOREs, locks, a
// choice that is due: whoever adds the first of these says so. Set without need it costs time only, so an undo leaves it.
enum { NUCLEUS_MORE = 1 };

// This CPU. Where the caller can be preempted it is another one at the next instruction: NUCLEUS_HERE then.
READ VIEW_RET struct nucleus_cpu *nucleus_cpu(void);
RAW void nucleus_set_upcalls(const struct nucleus_upcalls *upcalls);  // of all CPUs; gates' addresses; copied

// A member of this CPU's structure, looked at by one instruction.
#ifdef __DELIAS__
#define NUCLEUS_HERE(member) (((const volatile struct nucleus_cpu __seg_gs *)NULL)->member)
#else
#define NUCLEUS_HERE(member) (nucleus_cpu()->member)
#endif

// Prepares a context whose first switch calls entry(argument) on the stack [low, high), interrupts on. entry must not
// return.
RAW void nucleus_context_init(struct nucleus_context *context, RETAINS void *stack_low, RETAINS void *stack_high,
                              AS(STEPS) void (*entry)(void *), void *argument);

// Suspends the running context and lets the scheduler choose; returns when it is chosen again. Interrupt flag as before
// the call.
RAW BLOCKS void nucleus_suspend(void);
// Leaves the running context (or the boot code) for good; the scheduler chooses.
RAW BLOCKS NORETURN void nucleus_leave(void);

// Keeps this CPU from choosing another context, nested; on again at the outermost, which chooses at once if one was
// due. Inside a transaction both do nothing: there nobody is chosen.
RAW void nucleus_preempt_off(void);
RAW void nucleus_preempt_on(void);

// The commit of a swap: exchanges each word of the region with the value beside it, so that the same call undoes it; inside a
// transaction an undo takes it back as well. Interrupts off and a write window open, on every CPU at a rendezvous. Here because no version of any cell may be the one
// that does it.
RAW void nucleus_patch(struct region_patch *patches, uint64_t count);

// Where the boot stub leads: in long mode, on the CPU's own stack, interrupts off. CPU 0 enters the image's entry function with
// start_info, the physical address of the PVH structure. Another one has no start_info; its block is mapped, with the upcalls in it, and it
// chooses.
RAW NORETURN void nucleus_enter(uint64_t start_info, uint64_t number);

// The code that request gates jump to, with the address of their target word in r11. Never called from C.
RAW void nucleus_request(void);  // STEPS
// ATOMIC: join the active transaction, or begin one. Each saves so many arguments; a function goes by the first that saves all it has.
RAW void nucleus_atomic_0(void);
RAW void nucleus_atomic_2(void);
RAW void nucleus_atomic_4(void);
RAW void nucleus_atomic_6(void);

// AFTER: inside a transaction, fn(a, b, c) is called when it has committed, each call in a transaction of its own that is
// made again when it faults, in order; without one, at once. fn is a gate's address and does ATOMIC things. More than
// NUCLEUS_AFTERS in one transaction is a fault.
RAW void nucleus_after(FOREVER AS(ATOMIC) void (*fn)(uint64_t, uint64_t, uint64_t), uint64_t a, uint64_t b, uint64_t c);
// CELL_OPS(struct nucleus_instead, ...): what is called in place of such an fn that has faulted each time and is left out, with its arguments.
struct nucleus_instead {
  AS(ATOMIC) void (*after)(uint64_t, uint64_t, uint64_t);
  AS(ATOMIC) void (*instead)(uint64_t, uint64_t, uint64_t);
};
// BEFORE: inside a transaction, fn() is the last that is done in it, once however often it was asked for before; outside one, it is
// called at once. An undo takes the wish back with everything else. fn is a gate's address, ATOMIC, and cannot fail: nobody is left who
// could be told. More than NUCLEUS_BEFORES different ones in one transaction is a fault.
RAW void nucleus_before(AS(ATOMIC) void (*fn)(void));
// For kernel/lock, inside a transaction: another CPU holds what it wants and may want what it holds. Takes the transaction back, gives its locks,
// and makes its request, or the AFTER that it is in, again.
RAW NORETURN void nucleus_again(void);
// For the handling of faults: takes back what the transaction that fault came in has stored since it began, or since its
// last AFTER, and gives its locks. Can be called again at whatever instruction it stopped.
RAW void nucleus_undo(struct nucleus_fault *fault);
// Forgets all translations of this CPU, if another one has made some stale since it last did, and says so. Interrupts off.
RAW void nucleus_drop_stale(void);
