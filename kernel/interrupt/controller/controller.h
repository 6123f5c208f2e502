// SPDX-License-Identifier: Apache-2.0
// controller: the platform's interrupt hardware, below //kernel/interrupt:lines, which keeps who handles what. An interface.
//
// Line n arrives as vector CONTROLLER_FIRST + n, the timer as CONTROLLER_TIMER.
//
// Context  controller_end: interrupts, with interrupts off. The rest as in interrupt.h.
// State    of the provider: where its registers are.
// Errors   UNSUPPORTED: no controller found, a timer that stands still.
#pragma once
#include "kernel/interrupt/interrupt.h"

enum { CONTROLLER_FIRST = 32, CONTROLLER_TIMER = CONTROLLER_FIRST + INTERRUPT_LINES };

READ uint32_t controller_lines(void);  // that can be routed, at most INTERRUPT_LINES; 0: there is no controller
// An interrupt has come; for the controller it is over. False: it was spurious.
RAW bool controller_end(uint32_t vector);
// When the transaction has committed.
ATOMIC void controller_unmask(uint32_t line);
ATOMIC void controller_mask(uint32_t line);
// As interrupt_timer; the rate is in its range.
ATOMIC status_t controller_timer(uint64_t hertz, uint64_t cycles_hertz);
// As interrupt_renew.
RAW void controller_renew(void);
