// SPDX-License-Identifier: Apache-2.0
// local: a processor's own interrupt controller and timer, the local APIC, whose registers are reached in one of two ways: as words of a page (xAPIC mode), or as
// model-specific registers (x2APIC mode), in which processors have numbers of 32 bits. Which one is said once, by local_choose; nobody else asks.
//
// Sections are those of the Intel SDM, vol. 3, chapter 10 (11 in editions since 2023). It keeps nothing, so a test has both kinds of registers.
//
// Context  the processor whose controller it is; interrupts on or off. Nothing blocks. local_choose: once, on the processor that boots.
// Owns     nothing; `page` is whoever's who mapped it.
// State    none; lives wholly in struct local, which changes while booting only.
// Errors   UNSUPPORTED: there is no controller yet, it cannot address that processor, or its timer stands still. TIMED_OUT: it is stuck.
#pragma once
#include "kernel/base/cell.h"

struct local {
  volatile uint32_t *page;  // its registers in xAPIC mode; null in x2APIC mode, and before there is any
  bool is_wide;             // x2APIC mode
  bool has_deadline;        // the timer compares with the time-stamp counter itself
  uint64_t cycles_hertz;    // of the time-stamp counter; 0: the timer is not used yet
  uint64_t ticks_a_cycle;   // of the divided timer, times 2^32
};

enum {
  LOCAL_SPURIOUS_VECTOR = 63
};  // the last that the nucleus has an entry for; its low four bits must be set (10.9)

// Commands (10.6.1), of which the low bits say the vector, or the page.
enum {
  LOCAL_FIXED = 1 << 14,
  LOCAL_NMI = 1 << 14 | 4 << 8,
  LOCAL_INIT = 1 << 14 | 5 << 8,
  LOCAL_START = 1 << 14 | 6 << 8
};

// Whether x2APIC mode it is. Otherwise `page`, which lies at local_physical, is to be set.
bool local_choose(struct local *local);
RAW_PRIVATE uint64_t local_physical(void);
RAW_PRIVATE void local_enable(const struct local *local, uint8_t timer_vector);

RAW_PRIVATE uint32_t local_self(const struct local *local);  // 0: there is none yet
RAW_PRIVATE void local_end(const struct local *local);
// What is in service although no handler runs comes again.
RAW_PRIVATE void local_renew(const struct local *local);
RAW_PRIVATE status_t local_command(const struct local *local, uint32_t processor, uint32_t command);

status_t local_timer(struct local *local, uint64_t cycles_hertz);  // measures it
RAW_PRIVATE void local_timer_join(const struct local *local, uint8_t timer_vector);
RAW_PRIVATE void local_timer_set(const struct local *local, uint64_t cycles);
RAW_PRIVATE void local_timer_stop(const struct local *local);
