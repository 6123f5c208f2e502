// SPDX-License-Identifier: Apache-2.0
// line: bytes out and in on a serial line of its own. An interface; its provider is a driver
// (//cells/drivers/uart16550:second), and unit tests get //cells/control:line_host.
//
// Context  control_line_put: any; it does not wait, and keeps interrupts off for a FIFO of bytes at most.
//          control_line_start: boot or a task.
// State    of the provider.
// Errors   UNSUPPORTED: the machine has no such line. EXISTS: its interrupt is taken.
#pragma once
#include "kernel/base/cell.h"

// Returns how many of the bytes went out, in order; 0: the line is still busy with those before, try again.
RAW uint32_t control_line_put(const uint8_t *bytes, uint32_t count);
// `received` is called for each byte that comes in, interrupts off, and may not block. It returns true when another
// task should be chosen before returning to what was interrupted.
ATOMIC status_t control_line_start(AS(ATOMIC) bool (*received)(uint8_t byte));
READ uint64_t control_line_lost(void);  // bytes that the hardware received and could not keep
