// SPDX-License-Identifier: Apache-2.0
// What a transaction can do to preemption: nothing. It commits and is undone with the count that it came with (docs/nucleus.md).
#include "testing/system/preemption.h"

#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

uint64_t preemption_turn(uint64_t off, uint64_t on) {
  while (off-- > 0)
    nucleus_preempt_off();
  while (on-- > 0)
    nucleus_preempt_on();
  return nucleus_cpu()->preempt_off;
}

uint64_t preemption_fault(uint64_t *count, uint64_t *tries) {
  ++*count;
  nucleus_preempt_off();
  preemption_try(tries);
  return nucleus_cpu()->preempt_off;
}

void preemption_interrupt(void) {
  preemption_want();
}

RAW_BEGIN

void preemption_try(uint64_t *tries) {
  if ((*tries)++ == 0) __builtin_trap();
}

// kernel/nucleus/trap.S, at the end of an interrupt.
void preemption_want(void) {
  struct nucleus_cpu *cpu = nucleus_cpu();
  cpu->choose_pending = 1;
  cpu->transaction = (void *)((uint64_t)cpu->transaction | NUCLEUS_MORE);
}

static uint64_t is_off(void) {
  return NUCLEUS_HERE(preempt_off);
}

RAW_END

CELL_CALLBACK bool preemption_commits(char *why, uint32_t size) {
  SYSTEM_EXPECT(preemption_turn(3, 0) == 0 && is_off() == 0);
  SYSTEM_EXPECT(preemption_turn(0, 3) == 0 && is_off() == 0);
  nucleus_preempt_off();
  nucleus_preempt_off();
  uint64_t inside = preemption_turn(1, 0), behind = is_off();
  uint64_t inside_on = preemption_turn(0, 5), behind_on = is_off();
  nucleus_preempt_on();
  nucleus_preempt_on();
  SYSTEM_EXPECT(inside == 2 && behind == 2);
  SYSTEM_EXPECT(inside_on == 2 && behind_on == 2);
  SYSTEM_EXPECT(is_off() == 0);
  return true;
}
CELL_OPS(struct system_test, preemption_commit_test) = {
    .name = "a transaction commits with preemption as it came, however often it took it off or on",
    .run = preemption_commits};

CELL_CALLBACK bool preemption_is_undone(char *why, uint32_t size) {
  for (uint64_t off = 0; off < 3; off++) {
    uint64_t count = 0, tries = 0;
    for (uint64_t i = 0; i < off; i++)
      nucleus_preempt_off();
    uint64_t inside = preemption_fault(&count, &tries), behind = is_off();
    for (uint64_t i = 0; i < off; i++)
      nucleus_preempt_on();
    SYSTEM_EXPECT(tries == 2 && count == 1);
    SYSTEM_EXPECT(inside == off && behind == off);
    SYSTEM_EXPECT(is_off() == 0);
  }
  return true;
}
CELL_OPS(struct system_test, preemption_undo_test) = {
    .name = "a transaction that faults is made again with preemption as it came", .run = preemption_is_undone};

CELL_CALLBACK void preemption_count(void *argument) {
  __atomic_fetch_add((uint64_t *)argument, 1, __ATOMIC_RELAXED);
}

static uint64_t ran(const uint64_t *others) {
  return __atomic_load_n(others, __ATOMIC_RELAXED);
}

CELL_CALLBACK bool preemption_waits(char *why, uint32_t size) {
  if (NUCLEUS_HERE(others) > 0) SYSTEM_SKIP("another processor runs the task at once");
  struct task *task;
  uint64_t others = 0;
  nucleus_preempt_off();
  status_t status = sched_spawn("other", preemption_count, &others, &task);
  preemption_interrupt();
  uint64_t off = ran(&others);
  nucleus_preempt_on();
  uint64_t on = ran(&others);
  SYSTEM_EXPECT(status == OK && sched_join(&task, NULL, NULL) == OK);
  SYSTEM_EXPECT(off == 0);
  SYSTEM_EXPECT(on == 1);
  return true;
}
CELL_OPS(struct system_test, preemption_wait_test) = {
    .name = "a choice that comes due in a transaction waits until preemption is on again", .run = preemption_waits};

CELL_CALLBACK bool preemption_chooses(char *why, uint32_t size) {
  if (NUCLEUS_HERE(others) > 0) SYSTEM_SKIP("another processor runs the task at once");
  struct task *task;
  uint64_t others = 0;
  nucleus_preempt_off();
  status_t status = sched_spawn("other", preemption_count, &others, &task);
  nucleus_preempt_on();
  preemption_interrupt();
  uint64_t on = ran(&others);
  SYSTEM_EXPECT(status == OK && sched_join(&task, NULL, NULL) == OK);
  SYSTEM_EXPECT(on == 1);
  return true;
}
CELL_OPS(struct system_test, preemption_choice_test) = {
    .name = "a choice that comes due in a transaction is made at its end", .run = preemption_chooses};
