// SPDX-License-Identifier: Apache-2.0
// machine: what kernel/pages asks the processor about itself, and what it tells the others. Unit tests have machine_host.c instead.
#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages_state.h"

// cpuid leaf 0x80000008, low byte of eax (Intel SDM vol. 2A, CPUID); 36 bits where the leaf is absent.
uint64_t machine_physical_limit(void) {
  uint32_t registers[4];
  arch_cpuid(0x80000000, 0, registers);
  uint32_t highest = registers[0];
  arch_cpuid(0x80000008, 0, registers);
  uint32_t bits = highest >= 0x80000008 ? registers[0] & 0xff : 0;
  return UINT64_C(1) << (bits >= 32 && bits <= 52 ? bits : 36);
}

// ---- Tables that are seen as pages of user mode ----

RAW_PRIVATE void journal_range(const void *address, uint64_t length);  // kernel/base/journal.c

// Undo knows nothing of the second place: it opens a write window, and restores entries where the direct map shows them.
void machine_entries_set(uint64_t *entries, uint64_t seen, uint64_t count, uint64_t value, uint64_t step) {
  journal_range(entries, count * sizeof *entries);
  arch_user_words_set(seen, count, value, step);
}

// ---- What other CPUs know of the tables ----

// Pauses of a wait: after each URGE the other CPU is told by an NMI, which drops its translations whatever it does; after so many of them it is given up.
// An emulator's CPU that is not run takes seconds, and a pause less than a microsecond. Looks lie further and further apart, as those of who waits for a lock.
enum { PAUSES_URGE = 1 << 14, URGES_MOST = 1 << 8, APART_MOST = 16 };

RAW_STATIC void tell(struct nucleus_cpu *cpu, const struct nucleus_cpu *here) {
  __atomic_fetch_add(&cpu->stale, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&cpu->quiet, __ATOMIC_SEQ_CST) == 0) here->upcalls.signal(cpu->number);
}

RAW_STATIC bool is_told(const struct nucleus_cpu *cpu, uint64_t stale) {
  return __atomic_load_n(&cpu->dropped, __ATOMIC_ACQUIRE) >= stale ||
         __atomic_load_n(&cpu->quiet, __ATOMIC_ACQUIRE) != 0;
}

RAW_STATIC bool urge(const struct nucleus_cpu *cpu, const struct nucleus_cpu *here, bool last) {
  return here->urge != NULL && here->urge(cpu->number, last);
}

// Whoever waits for this CPU meanwhile is answered. False: it does not even take an NMI.
// Where there is none, it is waited for until interrupts are on there.
RAW_STATIC bool await(const struct nucleus_cpu *cpu, const struct nucleus_cpu *here) {
  uint64_t stale = __atomic_load_n(&cpu->stale, __ATOMIC_ACQUIRE);
  uint32_t pauses = 0, urges = 0;
  for (uint32_t apart = 1; !is_told(cpu, stale); apart = apart < APART_MOST ? 2 * apart : apart) {
    nucleus_drop_stale();
    if (pauses >= PAUSES_URGE) {
      bool last = ++urges == URGES_MOST;
      if (!urge(cpu, here, last))
        urges = 0;
      else if (last)
        return false;
      pauses = 0;
    }
    pauses += apart;
    for (uint32_t i = 1; i < apart; i++)
      __builtin_ia32_pause();
    arch_pause();
  }
  return true;
}

// A CPU that is halted or waits for a rendezvous to end looks before it uses a translation again (nucleus_stir), so it is not waited for.
RAW_STATIC bool tell_others(void) {
  struct nucleus_cpu *here = nucleus_cpu();
  bool others_drop_theirs = true;
  for (struct nucleus_cpu *cpu = here->following; cpu != here; cpu = cpu->following)
    tell(cpu, here);
  for (struct nucleus_cpu *cpu = here->following; cpu != here; cpu = cpu->following)
    others_drop_theirs = await(cpu, here) && others_drop_theirs;
  return others_drop_theirs;
}

// Until the commit nobody else gets the frames that the transaction took away, nor the addresses. If one CPU may go on to use them, nothing is committed.
CELL_CALLBACK void pages_shoot(void) {
  bool others_drop_theirs = tell_others();
  ASSERT(others_drop_theirs);
}

RAW_STATIC uint64_t name_of(const void *active) {
  return (uint64_t)active | NUCLEUS_MORE;
}

// A transaction that is undone has shown others what is not there any more: a CPU remembers what it has looked at, or might have. Its frames are given
// to nobody before its locks are.
CELL_CALLBACK void pages_undone(const struct nucleus_fault *fault) {
  const struct nucleus_cpu *here = nucleus_cpu();
  if (here->following != NULL && here->remapped == name_of(fault->active)) (void)tell_others();
}

// Inside a transaction it stays on this CPU; before the first one nobody else is there.
RAW_STATIC void note_change(void) {
  struct nucleus_cpu *here = nucleus_cpu();
  here->remapped = name_of(here->transaction);
  here->undone = pages_undone;
}

void pages_make_stale(bool was_present) {
  if (NUCLEUS_HERE(following) == NULL || NUCLEUS_HERE(transaction) == NULL) return;
  note_change();
  if (was_present) BEFORE(pages_shoot);
}
