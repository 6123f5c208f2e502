// SPDX-License-Identifier: Apache-2.0
// Calls on other processors, and the rendezvous. docs/processors.md.
#include <stdckdint.h>

#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/assert.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "kernel/processors/state.h"

enum { TRIES = 2 };  // of a call that faults; the next time, which is the last that kernel/fault grants, it is answered

// ---- On the processor that is signalled ----

CELL_CALLBACK void processors_answer(uint64_t number, uint64_t asked, uint64_t) {
  __atomic_store_n(&processors.row[number].answered, asked, __ATOMIC_RELEASE);
}

// How often it has begun that call; not undone when the call is.
RAW_STATIC uint64_t tries_of(struct processor *self, uint64_t asked) {
  if (self->tried != asked) self->tries = 0;
  self->tried = asked;
  return ++self->tries;
}

// True: it is wanted at a rendezvous, which it comes to by choosing. A call that faults each time is answered without being made, so that it
// stands in nobody's way (docs/faults.md, ladder).
CELL_CALLBACK bool processors_signalled(void) {
  struct nucleus_cpu *cpu = nucleus_cpu();
  struct processor *self = &processors.row[cpu->number];
  nucleus_drop_stale();
  uint64_t asked = __atomic_load_n(&self->asked, __ATOMIC_ACQUIRE);
  if (self->answered != asked) {
    bool fails = tries_of(self, asked) > TRIES;
    if (fails)
      self->failed = asked;
    else
      self->fn(self->argument);
    AFTER(processors_answer, cpu->number, asked, 0);
  }
  return cpu->meet != 0;
}

CELL_CALLBACK void processors_signal(uint64_t number) {
  (void)controller_signal(processors.row[number].id);
}

CELL_CALLBACK status_t processors_gather_all(void (*fn)(uint64_t), uint64_t argument) {
  uint32_t missing;
  return processors_gather(fn, argument, PROCESSORS_PATIENCE_NS, &missing);
}

void processors_listen(void) {
  interrupt_on_signal(processors_signalled);
  processors_listen_unmasked(nucleus_cpu());
  nucleus_set_upcalls(&(struct nucleus_upcalls){.signal = processors_signal, .gather = processors_gather_all});
}

// ---- On the one that asks ----

RAW_PRIVATE uint64_t processors_deadline(uint64_t patience_ns) {
  uint64_t deadline = 0;
  return ckd_add(&deadline, clock_now(), patience_ns) ? UINT64_MAX : deadline;
}

RAW_STATIC void set_meet(uint64_t number) {
  for (uint32_t i = 0; i < processors.count; i++)
    if (i != nucleus_cpu()->number && processors.row[i].is_mapped)
      __atomic_store_n(&processors_cpu(i)->meet, number, __ATOMIC_RELEASE);
}

// From here to `leave` nobody else runs on this processor. So when its own number stands there, a fault has ended who put it there, and all
// that may be left is that the others wait.
RAW_STATIC bool enter(void) {
  ASSERT(NUCLEUS_HERE(transaction) == NULL);
  nucleus_preempt_off();
  uint32_t me = (uint32_t)nucleus_cpu()->number + 1, holder = 0;
  if (__atomic_compare_exchange_n(&processors.busy, &holder, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return true;
  if (holder == me) {
    set_meet(0);
    return true;
  }
  nucleus_preempt_on();
  return false;
}

RAW_STATIC void leave(void) {
  __atomic_store_n(&processors.busy, 0, __ATOMIC_RELEASE);
  nucleus_preempt_on();
}

// What an earlier call that was not answered in time left there is its until it is.
RAW_STATIC status_t ask(struct processor *row, void (*fn)(uint64_t), uint64_t argument, uint64_t deadline_ns) {
  if (!processors_await(&row->answered, row->asked, deadline_ns)) return TIMED_OUT;
  row->fn = fn;
  row->argument = argument;
  uint64_t asked = row->asked + 1;
  __atomic_store_n(&row->asked, asked, __ATOMIC_RELEASE);
  if (controller_signal(row->id) != OK || !processors_await(&row->answered, asked, deadline_ns)) return TIMED_OUT;
  return row->failed == asked ? INVALID : OK;
}

RAW_STATIC void call_here(void (*fn)(uint64_t), uint64_t argument) {
  uint64_t interrupts = arch_interrupts_off();
  fn(argument);
  arch_interrupts_restore(interrupts);
}

status_t processors_call(uint32_t index, void (*fn)(uint64_t), uint64_t argument, uint64_t patience_ns) {
  if (index >= processors.count) return OUT_OF_RANGE;
  if (processors.row[index].state != PROCESSOR_ONLINE) return NOT_FOUND;
  if (!enter()) return BUSY;
  bool is_here = index == nucleus_cpu()->number;
  status_t status = is_here ? OK : ask(&processors.row[index], fn, argument, processors_deadline(patience_ns));
  leave();
  if (is_here) call_here(fn, argument);
  return status;
}

// Whoever comes only now waits too, before it does anything else; it is not waited for.
RAW_STATIC status_t gather(uint64_t number, uint64_t deadline_ns, uint32_t *missing) {
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < processors.count; i++)
    if (i != nucleus_cpu()->number && processors.row[i].state == PROCESSOR_ONLINE) wanted |= UINT32_C(1) << i;
  set_meet(number);
  status_t status = OK;
  for (uint32_t i = 0; i < processors.count; i++)
    if (wanted & UINT32_C(1) << i) (void)controller_signal(processors.row[i].id);
  for (uint32_t i = 0; i < processors.count && status == OK; i++) {
    if (!(wanted & UINT32_C(1) << i) || processors_await(&processors_cpu(i)->met, number, deadline_ns)) continue;
    *missing = i;
    status = TIMED_OUT;
  }
  return status;
}

static void tell_missing(uint32_t missing, status_t seen, const struct processor_sight *sight) {
  LOG(LOG_ERROR, "processor %u does not come to the rendezvous", missing);
  processors_tell(missing, seen, sight);
}

status_t processors_gather(void (*fn)(uint64_t), uint64_t argument, uint64_t patience_ns, uint32_t *missing) {
  *missing = 0;
  if (!enter()) return BUSY;
  struct processor_sight sight;
  status_t status = gather(++processors.gatherings, processors_deadline(patience_ns), missing), seen = OK;
  if (status == OK)
    call_here(fn, argument);
  else
    seen = processors_look(*missing, PROCESSORS_PATIENCE_NS, &sight);  // while it has not come
  set_meet(0);
  leave();
  if (status != OK) tell_missing(*missing, seen, &sight);
  return status;
}

// ---- What is told ----

uint32_t processors_count(void) {
  return processors.count;
}

uint32_t processors_online(void) {
  uint32_t online = 0;
  for (uint32_t i = 0; i < processors.count; i++)
    online += processors.row[i].state == PROCESSOR_ONLINE;
  return online;
}

status_t processors_info(uint32_t index, struct processor_info *info) {
  if (index >= processors.count) return OUT_OF_RANGE;
  const struct processor *row = &processors.row[index];
  *info = (struct processor_info){.id = row->id, .state = (enum processor_state)row->state, .calls = row->answered};
  if (row->state != PROCESSOR_ONLINE) return OK;
  const struct nucleus_cpu *self = nucleus_cpu(), *cpu = index == self->number ? self : processors_cpu(index);
  info->idle_cycles = cpu->idle_cycles;
  info->idle_since = cpu->idle != 0 ? cpu->idle_since : 0;
  info->waits = cpu->meet != 0 && cpu->met == cpu->meet;
  return OK;
}
