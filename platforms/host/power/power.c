// SPDX-License-Identifier: Apache-2.0
// The end of the machine is the end of the process, with the status as its exit status.
#include "kernel/power/power.h"

#include "platforms/host/machine.h"

void power_off(uint8_t status) {
  for (;;)
    host_call(HOST_POWER_OFF, status, 0);
}

void power_restart(void) {
  for (;;)
    host_call(HOST_RESTART, 0, 0);
}
