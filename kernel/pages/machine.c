// SPDX-License-Identifier: Apache-2.0
// machine: what kernel/pages asks the processor about itself, and what it tells the others. Unit tests have machine_host.c instead.
#include "kernel/arch/arch.h"
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

RAW_STATIC void tell(struct nucleus_cpu *cpu, const struct nucleus_cpu *here) {
  __atomic_fetch_add(&cpu->stale, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&cpu->quiet, __ATOMIC_SEQ_CST) == 0) here->upcalls.signal(cpu->number);
}

// Whoever waits for this CPU meanwhile is answered.
RAW_STATIC void await(const struct nucleus_cpu *cpu, struct nucleus_cpu *here) {
  uint64_t stale = __atomic_load_n(&cpu->stale, __ATOMIC_ACQUIRE);
  while (__atomic_load_n(&cpu->dropped, __ATOMIC_ACQUIRE) < stale &&
         __atomic_load_n(&cpu->quiet, __ATOMIC_ACQUIRE) == 0) {
    uint64_t own = __atomic_load_n(&here->stale, __ATOMIC_ACQUIRE);
    if (own != here->dropped) {
      arch_tlb_drop_all();
      __atomic_store_n(&here->dropped, own, __ATOMIC_RELEASE);
    }
    arch_pause();
  }
}

// Until the commit nobody else gets the frames that the transaction took away, nor the addresses. A CPU that is halted or waits for a rendezvous to
// end looks before it uses a translation again (nucleus_stir), so it is not waited for.
CELL_CALLBACK void pages_shoot(void) {
  struct nucleus_cpu *here = nucleus_cpu();
  for (struct nucleus_cpu *cpu = here->following; cpu != here; cpu = cpu->following)
    tell(cpu, here);
  for (struct nucleus_cpu *cpu = here->following; cpu != here; cpu = cpu->following)
    await(cpu, here);
}

void pages_make_stale(void) {
  if (NUCLEUS_HERE(following) != NULL) BEFORE(pages_shoot);
}
