// SPDX-License-Identifier: Apache-2.0
// interrupt: from interrupt lines to handlers. An interface: images have //kernel/interrupt:lines, over the platform's controller
// (kernel/interrupt/controller); unit tests get //kernel/interrupt:host, whose lines they raise themselves (host.h).
//
// Context  init and routing: boot or a task. Handlers run on the CPU's own stack, interrupts off, in a transaction: one that
//          faults is undone and made again; and may not block.
// Owns     a line belongs to the cell of its handler, in the ledger too.
// State    of the provider: the table of handlers (gates' addresses) and counters.
// Errors   EXISTS: the line is taken. OUT_OF_RANGE: no such line, or no such rate. INVALID: no handler. NO_MEMORY.
//          UNSUPPORTED: no controller found.
#pragma once
#include "kernel/base/cell.h"

enum { INTERRUPT_LINES = 24, INTERRUPT_NAME = 16 };

// A handler returns true when another task should be chosen before returning to what was interrupted. One that woke a
// task and returns false lets a busy task run on until the end of its slice; an idle CPU chooses in any case.
// line: of the ISA bus, which is the number of the I/O controller's input too.
ATOMIC status_t interrupt_route(uint32_t line, const char *name, AS(ATOMIC) bool (*handler)(void));
ATOMIC void interrupt_release(uint32_t line);  // gives a line back; one that nobody has is left alone

// This CPU's periodic timer. cycles_hertz: the frequency of arch_cycles(), against which the provider measures its own
// counter. Once started, a second call changes rate and handler.
ATOMIC status_t interrupt_timer(uint64_t hertz, uint64_t cycles_hertz, AS(ATOMIC) bool (*handler)(void));
READ uint64_t interrupt_timer_hertz(void);  // 0: not started

// What is called, as a handler is, on a processor that another one has signalled (controller_signal); null: nothing.
ATOMIC void interrupt_on_signal(AS(ATOMIC) bool (*handler)(void));

// For the handling of a task's fault: interrupts that the processor took, and could not enter for want of stack, come again.
RAW void interrupt_renew(void);

struct interrupt_info {  // a copy, for the shell
  char name[INTERRUPT_NAME];
  uint32_t line;  // INTERRUPT_LINES and more: none, as for the timer
  uint64_t count;
};
READ status_t interrupt_info(uint32_t index, struct interrupt_info *info);  // OUT_OF_RANGE: no more
