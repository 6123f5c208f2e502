// SPDX-License-Identifier: Apache-2.0
// The console's device is the standard input and output of the process. Output collects in the loader, which writes it out when that is full,
// when the system idles, and at the end.
#include "kernel/console/device.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "platforms/host/machine.h"

struct host_console {
  bool (*received)(uint8_t byte);
};
CELL_STATE(struct host_console, host_console);

void device_put_now(uint8_t byte) {
  host_call(HOST_PUT, byte, 0);
}

CELL_CALLBACK bool host_console_interrupt(void) {
  bool choose = false;
  for (uint8_t byte; host_input_take(&host_devices()->console, &byte);)
    choose |= host_console.received(byte);
  return choose;
}

status_t device_start(bool (*received)(uint8_t byte)) {
  host_console.received = received;
  status_t status = interrupt_route(MACHINE_CONSOLE_LINE, "console", host_console_interrupt);
  if (status == OK) LOG(LOG_INFO, "console on standard input and output, line %d", (int)MACHINE_CONSOLE_LINE);
  return status;
}

// The loader reads no more than there is room for.
uint64_t device_lost(void) {
  return 0;
}
