// SPDX-License-Identifier: Apache-2.0
// power: ends or restarts the machine. An interface; its provider is the platform's (//platforms/qemu_x86_64/power),
// and unit tests get //kernel/power:host, which ends the process with `status` (200 for a restart).
//
// Context  any, faults included. Does not return, even where the machine cannot be ended: it halts then.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

// status 0: all well; 1 to 100: the reason why not. An emulator with an exit device reports it as its exit status.
RAW FOREVER NORETURN void power_off(uint8_t status);
RAW FOREVER NORETURN void power_restart(void);
