// SPDX-License-Identifier: Apache-2.0
// controller: the platform's interrupt hardware, below //kernel/interrupt:lines, which keeps who handles what. An interface.
//
// Line n arrives as vector CONTROLLER_FIRST + n, the timer as CONTROLLER_TIMER, what another processor sends as CONTROLLER_SIGNAL. Processors go
// by the numbers that kernel/topology tells.
//
// Context  controller_end: interrupts, with interrupts off. The rest as in interrupt.h.
// State    of the provider: where its registers are.
// Errors   UNSUPPORTED: no controller found, a timer that stands still.
#pragma once
#include "kernel/interrupt/interrupt.h"

enum { CONTROLLER_FIRST = 32, CONTROLLER_TIMER = CONTROLLER_FIRST + INTERRUPT_LINES, CONTROLLER_SIGNAL };

READ uint32_t controller_lines(void);  // that can be routed, at most INTERRUPT_LINES; 0: there is no controller
// An interrupt has come; for the controller it is over. False: it was spurious.
RAW bool controller_end(uint32_t vector);
// When the transaction has committed.
ATOMIC void controller_unmask(uint32_t line);
ATOMIC void controller_mask(uint32_t line);
// As interrupt_timer: measured, and what controller_join has to do for another processor is known.
ATOMIC status_t controller_timer(uint64_t cycles_hertz);
// As interrupt_alarm, when the transaction has committed. A timer that counts less far, or not as exactly, comes before.
ATOMIC void controller_alarm(uint64_t cycles);
// The same at once: 4 ms from now, whatever becomes of the handler.
RAW void controller_alarm_soon(void);
// As interrupt_renew.
RAW void controller_renew(void);

READ uint32_t controller_self(void);  // the number of the processor that asks
// Another processor: back to where its power came on, then, 10 ms later (Intel SDM vol. 3, 9.4.4.1), in real mode to the begin of that 4 KiB page, below
// 1 MiB. UNSUPPORTED: this machine cannot, or the number is none that this controller can address.
RAW status_t controller_reset(uint32_t processor);
RAW status_t controller_start(uint32_t processor, uint32_t page);
RAW void controller_join(void);  // the processor that has come: its own part of the controller works from here on
RAW status_t controller_signal(uint32_t processor);  // TIMED_OUT: the controller is stuck
// The same by a non-maskable interrupt (nucleus_cpu.unmaskable). UNSUPPORTED: there is none here.
RAW status_t controller_urge(uint32_t processor);
