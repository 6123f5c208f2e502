// SPDX-License-Identifier: Apache-2.0
// The host's nucleus: contexts as those of ucontext.h, the CPU's own stack as that of nucleus_host_run's caller.
#include "kernel/nucleus/host/nucleus_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include "kernel/arch/host.h"
#include "kernel/nucleus/undo.h"

enum { STACK_SIZE = 256 * 1024, FAKE_DEPTH = 256 };

struct host_context {
  struct host_context *next;
  struct nucleus_context *context;
  void (*entry)(void *argument);
  void *argument;
  void *stack;
  ucontext_t registers;
};

struct nucleus_host_state {
  struct nucleus_cpu cpu;
  struct host_context *contexts;
  ucontext_t own;  // nucleus_host_run
  bool running, left;
  void (*before_choice)(void);
};
CELL_STATE(struct nucleus_host_state, nucleus_host);

static NORETURN void give_up(const char *what) {
  fprintf(stderr, "nucleus host: %s\n", what);
  abort();
}

struct nucleus_cpu *nucleus_cpu(void) {
  nucleus_host.cpu.self = &nucleus_host.cpu;
  return &nucleus_host.cpu;
}

void nucleus_drop_stale(void) {}  // there is no other CPU

void nucleus_again(void) {
  give_up("a transaction meets one of another CPU, and there is none");
}

void nucleus_set_upcalls(const struct nucleus_upcalls *upcalls) {
  struct nucleus_upcalls *own = &nucleus_host.cpu.upcalls;
  if (upcalls->choose != NULL) own->choose = upcalls->choose;
  if (upcalls->interrupt != NULL) own->interrupt = upcalls->interrupt;
  if (upcalls->fault != NULL) own->fault = upcalls->fault;
}

static struct host_context *find(const struct nucleus_context *context) {
  struct host_context *host = nucleus_host.contexts;
  while (host != NULL && host->context != context)
    host = host->next;
  return host;
}

static void drop(struct host_context *host) {
  struct host_context **link = &nucleus_host.contexts;
  while (*link != host)
    link = &(*link)->next;
  *link = host->next;
  free(host->stack);
  free(host);
}

static void first(void) {
  struct host_context *host = find(nucleus_host.cpu.current);
  host->entry(host->argument);
  give_up("a context's entry returned");
}

void nucleus_context_init(struct nucleus_context *context, void *stack_low, void *stack_high, void (*entry)(void *),
                          void *argument) {
  struct host_context *host = find(context);
  if (host != NULL) drop(host);  // of a record at the same address that never ran
  host = calloc(1, sizeof *host);
  if (host == NULL || (host->stack = malloc(STACK_SIZE)) == NULL) give_up("out of memory");
  host->context = context;
  host->entry = entry;
  host->argument = argument;
  host->next = nucleus_host.contexts;
  nucleus_host.contexts = host;
  getcontext(&host->registers);
  host->registers.uc_stack.ss_sp = host->stack;
  host->registers.uc_stack.ss_size = STACK_SIZE;
  makecontext(&host->registers, first, 0);
  *context = (struct nucleus_context){.stack_low = (uint64_t)stack_low, .stack_high = (uint64_t)stack_high};
}

// To the CPU's own stack; comes back when the context is chosen again.
static void to_own(bool leaves) {
  struct host_context *host = find(nucleus_host.cpu.current);
  if (!nucleus_host.running || host == NULL) give_up("nothing runs that could be suspended");
  uint64_t interrupts = arch_host()->interrupts_on;
  nucleus_host.left = leaves;
  host->context->rsp = host->context->stack_high - FAKE_DEPTH;
  swapcontext(&host->registers, &nucleus_host.own);
  arch_host()->interrupts_on = interrupts;
}

void nucleus_suspend(void) {
  if (nucleus_host.cpu.current == NULL) give_up("nucleus_suspend outside a context");
  nucleus_host.cpu.current->preempted = 0;
  to_own(false);
}

void nucleus_leave(void) {
  nucleus_host.cpu.preempt_off = 0;
  to_own(true);
  give_up("a context that left was chosen");
}

void nucleus_preempt_off(void) {
  nucleus_host.cpu.preempt_off++;
}

void nucleus_preempt_on(void) {
  if (--nucleus_host.cpu.preempt_off == 0 && nucleus_host.cpu.choose_pending != 0) nucleus_suspend();
}

static struct nucleus_context *choose(struct nucleus_context *suspended) {
  nucleus_host.cpu.current = NULL;
  if (nucleus_host.before_choice != NULL) nucleus_host.before_choice();
  struct nucleus_context *next;
  do {
    nucleus_host.cpu.choose_pending = 0;
    arch_host()->interrupts_on = 0;
    next = nucleus_host.cpu.upcalls.choose(suspended);
    suspended = NULL;
    if (nucleus_host.before_choice != NULL) nucleus_host.before_choice();
  } while (next == NULL && nucleus_host.cpu.choose_pending != 0);
  return next;
}

void nucleus_host_before_choice(void (*fn)(void)) {
  nucleus_host.before_choice = fn;
}

static void resume(struct nucleus_context *context) {
  struct host_context *host = find(context);
  if (host == NULL) give_up("a context was chosen that nucleus_context_init does not know");
  nucleus_host.cpu.current = context;
  nucleus_host.left = false;
  arch_host()->interrupts_on = 1;
  swapcontext(&nucleus_host.own, &host->registers);
  if (nucleus_host.left) drop(host);
}

void nucleus_host_run(bool (*idle)(void)) {
  struct nucleus_context *suspended = NULL;
  nucleus_host.running = true;
  for (;;) {
    struct nucleus_context *next = choose(suspended);
    suspended = NULL;
    if (next != NULL) {
      resume(next);
      suspended = nucleus_host.left ? NULL : next;
    } else {
      arch_host()->interrupts_on = 1;
      if (idle == NULL || !idle()) break;
    }
  }
  nucleus_host.running = false;
}

void nucleus_host_interrupt(bool (*handler)(void)) {
  if (!arch_host()->interrupts_on) return;
  struct nucleus_cpu *cpu = &nucleus_host.cpu;
  struct nucleus_context *interrupted = cpu->current;
  arch_host()->interrupts_on = 0;
  cpu->current = NULL;
  bool wants = handler() || cpu->choose_pending != 0;
  cpu->current = interrupted;
  if (interrupted != NULL && wants && cpu->preempt_off != 0) {
    cpu->choose_pending = 1;
  } else if (interrupted != NULL && wants) {
    interrupted->preempted = 1;
    to_own(false);
  }
  arch_host()->interrupts_on = 1;
}

enum nucleus_verdict nucleus_host_fault(struct nucleus_fault *fault) {
  uint64_t interrupts = arch_host()->interrupts_on;
  arch_host()->interrupts_on = 0;
  fault->context = nucleus_host.cpu.current;
  fault->depth = 1;
  fault->preempt_off = nucleus_host.cpu.preempt_off;
  enum nucleus_verdict verdict = nucleus_host.cpu.upcalls.fault(fault);
  if (verdict == NUCLEUS_LEAVE) nucleus_leave();
  arch_host()->interrupts_on = interrupts;
  return verdict;
}

// As kernel/nucleus/recover.c does it, without locks.
void nucleus_undo(struct nucleus_fault *fault) {
  if (fault->transaction == NULL) return;
  uint64_t start = fault->transaction->word & ((UINT64_C(1) << 48) - 1) & ~(uint64_t)NUCLEUS_PHASES;
  while (fault->journal > start)
    fault->journal = undo_record(fault->journal);
}

void nucleus_host_reset(void) {
  while (nucleus_host.contexts != NULL)
    drop(nucleus_host.contexts);
  nucleus_host.cpu = (struct nucleus_cpu){0};
  nucleus_host.before_choice = NULL;
}
