// SPDX-License-Identifier: Apache-2.0
// device: bytes out and in, below the console. An interface; its provider is a driver (//cells/drivers/uart16550).
//
// Context  device_put_now: any, faults and early boot included; it polls. device_start: boot.
// State    of the provider.
// Errors   UNSUPPORTED: no such device; the console then stays silent.
#pragma once
#include "kernel/base/cell.h"

RAW FOREVER void device_put_now(uint8_t byte);
// Routes the device's interrupt; `received` is called for each byte that comes in, interrupts off, and may not block.
// It returns true when another task should be chosen before returning to what was interrupted.
ATOMIC status_t device_start(AS(ATOMIC) bool (*received)(uint8_t byte));
READ uint64_t device_lost(void);  // input bytes that the hardware received and could not keep
