// SPDX-License-Identifier: Apache-2.0
// interrupt: from interrupt lines to handlers. An interface: images have //kernel/interrupt:lines, over the platform's controller
// (kernel/interrupt/controller); unit tests get //kernel/interrupt:host, whose lines they raise themselves (host.h).
//
// Context  init and routing: boot or a task. Handlers run on the CPU's own stack, interrupts off, in a transaction: one that
//          faults is undone and made again; and may not block.
// Owns     a line belongs to the cell of its handler, in the ledger too.
// State    of the provider: the table of handlers (gates' addresses) and counters.
// Errors   EXISTS: the line is taken. OUT_OF_RANGE: no such line, or a counter that slow. INVALID: no handler. NO_MEMORY.
//          UNSUPPORTED: no controller found.
#pragma once
#include "kernel/base/cell.h"

enum { INTERRUPT_LINES = 24, INTERRUPT_NAME = 16 };

// A handler returns true when another task should be chosen before returning to what was interrupted. One that woke a
// task and returns false lets a busy task run on until the end of its slice; an idle CPU chooses in any case.
// line: of the ISA bus, which is the number of the I/O controller's input too.
ATOMIC status_t interrupt_route(uint32_t line, const char *name, AS(ATOMIC) bool (*handler)(void));
ATOMIC void interrupt_release(uint32_t line);  // gives a line back; one that nobody has is left alone

// The timers, one a processor: what is called when one comes. cycles_hertz: the frequency of arch_cycles(), against which the provider measures its
// counter. Comes on the processor that asks at once. A second call changes the handler; the timers of all processors have the same.
ATOMIC status_t interrupt_timer(uint64_t cycles_hertz, AS(ATOMIC) bool (*handler)(void));
// Has this processor's timer come when arch_cycles() is there, or before that, and not again until this is called anew; now, if it is past;
// UINT64_MAX: not at all. A handler that is given up without having called it is called 4 ms later.
ATOMIC void interrupt_alarm(uint64_t cycles);
READ bool interrupt_timer_works(void);  // interrupt_timer has answered OK

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
