// SPDX-License-Identifier: Apache-2.0
// arch: the processor, as far as cells may touch it. An interface; its provider is the platform's
// (//kernel/arch:x86_64), and unit tests get //kernel/arch:host, in which interrupts are a word and ports and registers
// answer from a test's hands.
//
// Context  any, interrupts on or off. Nothing blocks; arch_stop does not return.
// State    none.
// Errors   none: a wrong port or register number is the caller's defect and faults.
#pragma once
#include "kernel/base/cell.h"

RAW uint8_t arch_in8(uint16_t port);
RAW uint16_t arch_in16(uint16_t port);
RAW uint32_t arch_in32(uint16_t port);
RAW FOREVER void arch_out8(uint16_t port, uint8_t value);
RAW FOREVER void arch_out16(uint16_t port, uint16_t value);
RAW FOREVER void arch_out32(uint16_t port, uint32_t value);

RAW uint64_t arch_interrupts_off(void);              // returns what arch_interrupts_restore wants: 1 if they were on
RAW void arch_interrupts_restore(uint64_t were_on);  // 1: on, 0: stays off
READ bool arch_interrupts_are_on(void);
RAW void arch_pause(void);          // in a spin loop
RAW NORETURN void arch_stop(void);  // interrupts off, halt for ever

READ CLOCK uint64_t arch_cycles(void);  // time-stamp counter, ticks
READ uint64_t arch_msr(uint32_t number);
RAW FOREVER void arch_msr_set(uint32_t number, uint64_t value);
READ void arch_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]);  // eax, ebx, ecx, edx

// Floating-point and vector registers. Until they are loaded on a processor, using them there is an exception (7), and behind a save again.
READ uint32_t
arch_floating_size(void);            // bytes that they take in memory, aligned to 64; 0: no program may have them here
RAW void arch_floating_start(void);  // on each processor once, before anybody may use them there
RAW void arch_floating_clear(void *area);  // as the registers are at first: round to nearest, no exceptions
RAW void arch_floating_load(const void *area);
RAW void arch_floating_save(void *area);

READ uint64_t arch_page_root(void);        // physical address of the top page table
RAW void arch_tlb_drop(uint64_t address);  // forgets one page's translation
RAW void arch_tlb_drop_all(void);
RAW void
arch_tlb_added(uint64_t address,
               uint64_t pages);  // they were absent: of no interest to a processor that does not remember absent ones
RAW uint64_t arch_write_window_open(void);          // read-only pages take writes until closed; interrupts off; nests
RAW void arch_write_window_close(uint64_t window);  // takes what arch_write_window_open returned
// Whether pages of user mode are kept from everybody but by the following.
READ bool arch_keeps_user_pages(void);
// Stores value, value + step, ... to `count` words that lie in pages of user mode. Interrupts off.
RAW void arch_user_words_set(uint64_t address, uint64_t count, uint64_t value, uint64_t step);
