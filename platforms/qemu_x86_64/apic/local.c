// SPDX-License-Identifier: Apache-2.0
// The local APIC, in xAPIC or x2APIC mode. local.h.
#include "platforms/qemu_x86_64/apic/local.h"

#include "kernel/arch/arch.h"

// What is done to the device takes longer than the instructions around it: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

enum {
  MSR_APIC_BASE = 0x1b,
  MSR_DEADLINE = 0x6e0,
  CPUID_FEATURES = 1,
  CPUID_HAS_WIDE = 1 << 21,      // both in ecx
  CPUID_HAS_DEADLINE = 1 << 24,  //
  BASE_WIDE = 1 << 10,
  BASE_ENABLE = 1 << 11,
};

// Registers by number: 16 bytes apart in the page (table 10-1), one after another from FIRST_MSR on (table 10-6).
enum {
  WORDS_A_REGISTER = 4,
  FIRST_MSR = 0x800,
  ID = 0x02,
  PRIORITY = 0x08,
  END = 0x0b,
  SPURIOUS = 0x0f,
  SERVED = 0x10,  // eight of them: a bit for each vector that is in service
  COMMAND = 0x30,
  TARGET = 0x31,  // in xAPIC mode; else the high half of the command
  TIMER = 0x32,
  INPUT0 = 0x35,
  INPUT1 = 0x36,
  ERROR = 0x37,
  TIMER_START = 0x38,
  TIMER_NOW = 0x39,
  TIMER_DIVIDE = 0x3e,
  SELF = 0x3f,  // in x2APIC mode: the vector of an interrupt to this processor
};

enum {
  ENABLE = 1 << 8,              // in SPURIOUS
  MASKED = 1 << 16,             // in TIMER, INPUT0, INPUT1, ERROR
  DEADLINE = 1 << 18,           // in TIMER: the time-stamp counter's; else one-shot
  DIVIDE_16 = 3,                // in TIMER_DIVIDE
  UNDELIVERED = 1 << 12,        // in COMMAND: the last one is not delivered yet
  TO_SELF = 1 << 18 | 1 << 14,  // in COMMAND
  SPINS = 1000000,              // to wait for that: a delivery takes microseconds
  SHORT_TARGETS = 255,          // that xAPIC mode can address, but for the broadcast
  WINDOWS_A_SECOND = 8192,      // the timer is measured for one
  AIM_EARLY = 256,              // what is far away is aimed at that part early
  ALARM_SECONDS = 4,            // at most
};
#define BROADCAST UINT32_MAX  // in x2APIC mode

// The one place where both ways part. Without a page it is x2APIC mode, so the older one takes a test more, and no load.
RAW_STATIC uint32_t get(const struct local *local, uint32_t number) {
  volatile uint32_t *page = local->page;
  return __builtin_expect(page != NULL, true) ? page[number * WORDS_A_REGISTER]
                                              : (uint32_t)arch_msr(FIRST_MSR + number);
}

RAW_STATIC void put(const struct local *local, uint32_t number, uint32_t value) {
  volatile uint32_t *page = local->page;
  if (__builtin_expect(page != NULL, true))
    page[number * WORDS_A_REGISTER] = value;
  else
    arch_msr_set(FIRST_MSR + number, value);
}

RAW_STATIC bool is_there(const struct local *local) {
  return local->page != NULL || local->is_wide;
}

bool local_choose(struct local *local) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  local->is_wide = leaf[2] & CPUID_HAS_WIDE;
  return local->is_wide;
}

RAW_PRIVATE uint64_t local_physical(void) {
  return arch_msr(MSR_APIC_BASE) & ~UINT64_C(0xfff);
}

// From off to x2APIC mode there is no way but through xAPIC mode, and back from it none but through off (10.12.5).
RAW_PRIVATE void local_enable(const struct local *local, uint8_t timer_vector) {
  uint64_t base = arch_msr(MSR_APIC_BASE) | BASE_ENABLE;
  arch_msr_set(MSR_APIC_BASE, base);
  if (local->is_wide) arch_msr_set(MSR_APIC_BASE, base | BASE_WIDE);
  put(local, TIMER, MASKED);
  put(local, INPUT0, MASKED);  // the legacy controllers' way in
  put(local, INPUT1, MASKED);
  put(local, ERROR, MASKED);
  put(local, PRIORITY, 0);
  put(local, SPURIOUS, ENABLE | LOCAL_SPURIOUS_VECTOR);
  if (local->cycles_hertz != 0) local_timer_join(local, timer_vector);
}

RAW_PRIVATE uint32_t local_self(const struct local *local) {
  if (!is_there(local)) return 0;
  uint32_t id = get(local, ID);
  return local->is_wide ? id : id >> 24;
}

RAW_PRIVATE void local_end(const struct local *local) {
  put(local, END, 0);  // nothing else may be written in x2APIC mode (10.12.1.2)
}

// 10.8.4, 10.6.1, 10.12.11
RAW_PRIVATE void local_renew(const struct local *local) {
  if (!is_there(local)) return;
  for (uint32_t word = 8; word-- > 0;) {
    uint32_t served = get(local, SERVED + word);
    for (uint32_t bit = 32; bit-- > 0;) {
      if (!(served & UINT32_C(1) << bit)) continue;
      local_end(local);
      if (local->is_wide)
        put(local, SELF, word * 32 + bit);
      else
        put(local, COMMAND, TO_SELF | (word * 32 + bit));
    }
  }
}

// Target and command are two registers: nobody may send between them.
RAW_STATIC status_t command_short(const struct local *local, uint32_t processor, uint32_t command) {
  if (processor >= SHORT_TARGETS) return UNSUPPORTED;
  uint64_t interrupts = arch_interrupts_off();
  uint32_t spins = 0;
  while (get(local, COMMAND) & UNDELIVERED && ++spins < SPINS)
    arch_pause();
  if (spins < SPINS) {
    put(local, TARGET, processor << 24);
    put(local, COMMAND, command);
  }
  arch_interrupts_restore(interrupts);
  return spins < SPINS ? OK : TIMED_OUT;
}

// One store, which the processor takes at once (10.12.9). It waits for nothing by itself: what was stored before must be seen by whoever is interrupted
// (10.12.3), and lfence has it wait for mfence.
RAW_STATIC status_t command_wide(uint32_t processor, uint32_t command) {
  if (processor == BROADCAST) return UNSUPPORTED;
  __asm__ volatile("mfence; lfence" : : : "memory");
  arch_msr_set(FIRST_MSR + COMMAND, (uint64_t)processor << 32 | command);
  return OK;
}

RAW_PRIVATE status_t local_command(const struct local *local, uint32_t processor, uint32_t command) {
  if (local->page != NULL) return command_short(local, processor, command);
  return local->is_wide ? command_wide(processor, command) : UNSUPPORTED;
}

// ---- The timer: docs/time.md ----

RAW_PRIVATE void local_timer_join(const struct local *local, uint8_t timer_vector) {
  put(local, TIMER_DIVIDE, DIVIDE_16);
  put(local, TIMER, (local->has_deadline ? DEADLINE : 0) | timer_vector);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);  // before the first deadline is written (10.5.4.1)
}

// Ticks of the divided timer in 1/8192 s, counted by the time-stamp counter. A timer that stands still gives 0.
RAW_STATIC uint64_t measure(const struct local *local, uint64_t cycles_hertz) {
  put(local, TIMER_DIVIDE, DIVIDE_16);
  put(local, TIMER, MASKED);
  put(local, TIMER_START, UINT32_MAX);
  uint64_t start = arch_cycles(), window = cycles_hertz / WINDOWS_A_SECOND;
  while (arch_cycles() - start < window)
    arch_pause();
  uint64_t ticks = UINT32_MAX - get(local, TIMER_NOW);
  uint64_t took = arch_cycles() - start;
  return ticks * window / took;
}

// A processor that has the mode says so for all of them.
status_t local_timer(struct local *local, uint64_t cycles_hertz) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  bool has_deadline = leaf[2] & CPUID_HAS_DEADLINE;
  uint64_t ticks = has_deadline ? 0 : measure(local, cycles_hertz);
  if (ticks == 0 && !has_deadline) return UNSUPPORTED;
  local->has_deadline = has_deadline;
  local->cycles_hertz = cycles_hertz;
  local->ticks_a_cycle = (ticks * WINDOWS_A_SECOND << 32) / cycles_hertz;
  return OK;
}

RAW_PRIVATE void local_timer_set(const struct local *local, uint64_t cycles) {
  uint64_t now = arch_cycles(), span = cycles > now ? cycles - now : 0;
  if (span > ALARM_SECONDS * local->cycles_hertz) span = ALARM_SECONDS * local->cycles_hertz;
  if (local->has_deadline) return arch_msr_set(MSR_DEADLINE, now + span);
  if (span > local->cycles_hertz / 1000) span -= span / AIM_EARLY;
  uint64_t ticks = (uint64_t)((unsigned __int128)span * local->ticks_a_cycle >> 32) + 1;
  put(local, TIMER_START, ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX);
}

RAW_PRIVATE void local_timer_stop(const struct local *local) {
  if (local->has_deadline)
    arch_msr_set(MSR_DEADLINE, 0);
  else
    put(local, TIMER_START, 0);
}

#pragma clang attribute pop
