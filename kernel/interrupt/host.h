// SPDX-License-Identifier: Apache-2.0
// host: the hands with which a unit test raises interrupts. The handler's answer comes back; nothing else happens: a
// test that runs tasks passes it on (kernel/nucleus/host/nucleus_host.h).
//
// Context  the test's one thread.
// State    `interrupt_lines`: the table of handlers.
// Errors   an interrupt that nobody routed answers false and is counted.
#pragma once
#include "kernel/base/cell.h"

RAW bool interrupt_host_raise(uint32_t line);
RAW bool interrupt_host_tick(void);        // the timer comes, whether it was asked to or not
READ uint64_t interrupt_host_alarm(void);  // when it is to come, in cycles; UINT64_MAX: not at all
RAW uint64_t interrupt_host_unexpected(void);
RAW void interrupt_host_reset(void);  // forgets all routes and counts
