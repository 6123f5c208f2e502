// SPDX-License-Identifier: Apache-2.0
// The control line is a UNIX socket of the process.
#include "cells/control/line.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "platforms/host/machine.h"

struct host_line {
  bool (*received)(uint8_t byte);
};
CELL_STATE(struct host_line, host_line);

uint32_t control_line_put(const uint8_t *bytes, uint32_t count) {
  return (uint32_t)host_call(HOST_LINE_PUT, (uint64_t)bytes, count);
}

CELL_CALLBACK bool host_line_interrupt(void) {
  bool choose = false;
  for (uint8_t byte; host_input_take(&host_devices()->second, &byte);)
    choose |= host_line.received(byte);
  return choose;
}

status_t control_line_start(bool (*received)(uint8_t byte)) {
  host_line.received = received;
  status_t status = interrupt_route(MACHINE_SECOND_LINE, "control", host_line_interrupt);
  if (status == OK) LOG(LOG_INFO, "control line on a socket, line %d", (int)MACHINE_SECOND_LINE);
  return status;
}

uint64_t control_line_lost(void) {
  return 0;
}
