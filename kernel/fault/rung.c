// SPDX-License-Identifier: Apache-2.0
// Which rung a fault gets: a decision from what the fault is and which rung its trouble had before; changes nothing.
//
// One trouble: the same task faults at the same instruction, inside a call that was made again for it. So a call is made
// again once for one trouble, and each further time the next call around it, however deep the calls are nested: when an outer call is
// made again, the inner ones begin anew, and would otherwise all have their turn each time.
#include "kernel/base/text.h"
#include "kernel/epoch/epoch.h"
#include "kernel/fault/internal.h"
#include "kernel/task/task.h"

static_assert(offsetof(struct task, context) == 0);

// Of the transaction that it came into.
RAW_STATIC bool is_transaction(const struct nucleus_fault *fault, const struct nucleus_request *request) {
  return fault->transaction != NULL && request == fault->transaction->request;
}

RAW_STATIC uint64_t replays(const struct nucleus_fault *fault, const struct nucleus_request *request) {
  return is_transaction(fault, request) ? fault->transaction->replays : request->replays;
}

// A chain of requests leads upward on the stack that it lies on. What does not is damaged, and ends it. Of a transaction's request
// only the upper part is there.
RAW_STATIC struct nucleus_request *on_stack(const struct nucleus_fault *fault, struct nucleus_request *request,
                                            uint64_t above) {
  uint64_t address = (uint64_t)request;
  if (request == NULL || address <= above || address % 8 != 0) return NULL;
  if (fault->context->stack_high < sizeof *request) return NULL;
  uint64_t lowest = is_transaction(fault, request) ? (uint64_t)&request->target : address;
  bool inside = lowest >= fault->context->stack_low && address <= fault->context->stack_high - sizeof *request;
  return inside ? request : NULL;
}

RAW_STATIC struct nucleus_request *innermost(const struct nucleus_fault *fault) {
  return on_stack(fault, fault->transaction != NULL ? fault->transaction->request : fault->context->requests, 0);
}

// A transaction does not know the call around it; its context does.
RAW_STATIC struct nucleus_request *outward(const struct nucleus_fault *fault, const struct nucleus_request *request) {
  struct nucleus_request *outer = is_transaction(fault, request) ? fault->context->requests : request->outer;
  return on_stack(fault, outer, (uint64_t)request);
}

uint64_t key_of(const struct nucleus_fault *fault) {
  if (fault->frame.vector == VECTOR_PAGE && is_below_stack(fault)) return FAULT_KEY_STACK;
  if (fault->frame.vector == VECTOR_PAGE && is_behind_journal(fault)) return FAULT_KEY_JOURNAL;
  return fault->frame.rip;
}

RAW_STATIC bool is_same(const struct nucleus_fault *fault, const struct fault_climb *climb) {
  const struct task *task = (const struct task *)fault->context;
  if (climb->task != task->number || climb->key != key_of(fault)) return false;
  for (struct nucleus_request *at = innermost(fault); at != NULL; at = outward(fault, at))
    if (at == climb->reached) return replays(fault, at) > 0;
  return false;
}

// Whether code outside a transaction may be left where it stands though interrupts or preemption are off: a READ under its
// locks or in sections of an epoch, the gates and the switch of contexts, the entering and leaving of a lock. Any other such code is RAW, and may have changed half of
// something.
RAW_STATIC bool may_leave(const struct nucleus_fault *fault, const char *cell) {
  if (fault->transaction != NULL) return true;
  if (fault->preempt_off == 0 && (fault->frame.rflags & FLAG_INTERRUPTS)) return true;
  if (fault->next != NULL && fault->next->reads > 0) return true;
  if (fault->preempt_off != 0 && fault->preempt_off == epoch_sections() && (fault->frame.rflags & FLAG_INTERRUPTS))
    return true;
  return text_equal(cell, "//kernel/nucleus") || fault->context->locking > 0;
}

RAW_STATIC struct fault_step outside_task(const struct nucleus_fault *fault) {
  const struct nucleus_transaction *transaction = fault->transaction;
  struct fault_step step = {.rung = FAULT_SYSTEM, .why = "it came outside a task"};
  if (transaction == NULL || transaction->request == NULL) return step;
  step.request = transaction->request;
  step.again = transaction->replays > 0;
  if (transaction->replays < FAULT_REPLAYS) {
    step.rung = FAULT_CALL;
    step.why = step.again ? "it faulted again" : "";
  } else if (transaction == &nucleus_cpu()->transactions[1]) {
    step.rung = FAULT_INTERRUPT;
    step.why = "it faulted each time";
  } else {
    step.why = "it came outside a task, each time";
  }
  return step;
}

// The nucleus leaves out an AFTER that faults a second time.
RAW_STATIC struct fault_step committed(const struct nucleus_fault *fault, const struct fault_climb *climb) {
  struct nucleus_request *request = fault->transaction->request;
  bool again = fault->transaction->after_faults > 0;
  return (struct fault_step){
      .rung = FAULT_AFTER,
      .request = request,
      .again = again && climb->reached == request && climb->key == key_of(fault),
      .why = again ? "it faulted again, and is left out" : "its call has committed",
  };
}

// Behind a fault by which no code is wrong the request around it gets more than one turn: each time it is others that it meets.
RAW_STATIC bool has_turns_left(const struct nucleus_fault *fault, struct nucleus_request *request) {
  return is_raised(fault) && request != innermost(fault) && replays(fault, request) < FAULT_RAISED_REPLAYS;
}

RAW_STATIC struct nucleus_request *next_request(const struct nucleus_fault *fault, const struct fault_climb *climb,
                                                bool again) {
  if (!again) return innermost(fault);
  return has_turns_left(fault, climb->reached) ? climb->reached : outward(fault, climb->reached);
}

struct fault_step step_of(const struct nucleus_fault *fault, const char *cell, const struct fault_climb *climb,
                          uint64_t faults) {
  struct fault_step step = {.rung = FAULT_SYSTEM, .why = "what was running cannot be trusted"};
  if (fault->frame.vector == VECTOR_DOUBLE || fault->frame.vector == VECTOR_MACHINE) return step;
  if (fault->transaction != NULL && (fault->transaction->word & NUCLEUS_PHASES) == NUCLEUS_COMMITTED)
    return committed(fault, climb);
  if (fault->context == NULL) return outside_task(fault);
  step.why = fault->frame.rflags & FLAG_INTERRUPTS ? "preemption was off, so something shared may be half changed"
                                                   : "interrupts were off, so something shared may be half changed";
  if (!may_leave(fault, cell)) return step;
  step = (struct fault_step){.rung = FAULT_TASK, .again = is_same(fault, climb)};
  step.why = "it was to end anyway";
  if (((const struct task *)fault->context)->kill_wanted) return step;
  step.why = "it has faulted too often";
  if (faults > FAULT_TASK_MOST) return step;
  step.request = next_request(fault, climb, step.again);
  if (step.request != NULL) {
    step.rung = is_transaction(fault, step.request) ? FAULT_CALL : FAULT_REQUEST;
    step.why = step.again                   ? "the call inside it faulted again"
               : fault->transaction == NULL ? "it came outside a transaction"
                                            : "";
  } else {
    step.why = step.again ? "each call around it faulted again" : "there is no call that could be made again";
  }
  return step;
}
