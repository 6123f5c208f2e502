// SPDX-License-Identifier: Apache-2.0
// The console's device is the standard input and output of the process. Output collects in the machine's page; the loader writes it out
// when that is full, when the system idles, at each tick and at the end.
#include "kernel/console/device.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "platforms/host_sim/machine.h"

struct host_sim_console {
  bool (*received)(uint8_t byte);
};
CELL_STATE(struct host_sim_console, host_sim_console);

void device_put_now(uint8_t byte) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->output[machine->output_count++] = byte;
  // Without a timer nobody else would look at it while tasks are busy.
  bool due = byte == '\n' && host_sim_processor_at(0)->has_timer == 0;
  if (due || machine->output_count == MACHINE_OUTPUT) host_sim_call(HOST_FLUSH, 0, 0);
}

// The device's side of a read: takes the oldest byte out of the ring.
static bool take(uint8_t *byte) {
  struct host_sim_input *input = &host_sim_machine()->console;
  if (input->count == 0) return false;
  *byte = input->bytes[input->first];
  input->first = (input->first + 1) % MACHINE_INPUT;
  input->count--;
  return true;
}

CELL_CALLBACK bool host_sim_console_interrupt(void) {
  bool choose = false;
  for (uint8_t byte; take(&byte);)
    choose |= host_sim_console.received(byte);
  return choose;
}

status_t device_start(bool (*received)(uint8_t byte)) {
  host_sim_console.received = received;
  status_t status = interrupt_route(MACHINE_CONSOLE_LINE, "console", host_sim_console_interrupt);
  if (status == OK) LOG(LOG_INFO, "console on standard input and output, line %d", (int)MACHINE_CONSOLE_LINE);
  return status;
}

// The loader reads no more than there is room for.
uint64_t device_lost(void) {
  return 0;
}
