// SPDX-License-Identifier: Apache-2.0
// device_host: what unit tests do with the console device: read what was shown, type bytes.
#pragma once
#include "kernel/console/device.h"

enum { DEVICE_HOST_OUTPUT = 1 << 20 };

// As after boot: nothing shown, not started, present.
RAW void device_host_reset(void);
// What was put since the reset or the last device_host_forget, NUL-terminated; what does not fit is counted only.
READ VIEW_RET const char *device_host_output(void);
READ size_t device_host_output_length(void);
RAW void device_host_forget(void);
// A byte arrives, as from the interrupt handler; false also when the device was not started.
RAW bool device_host_type(uint8_t byte);
RAW void device_host_set_present(bool present);
RAW void device_host_set_lost(uint64_t lost);
// Called before each byte is put; null: nothing. For tests of what interrupts a write.
RAW void device_host_on_put(void (*observer)(uint8_t byte));
