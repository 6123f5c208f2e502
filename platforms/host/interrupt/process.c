// SPDX-License-Identifier: Apache-2.0
// What the interrupt controller of a machine in a Linux process does the same way whether processors are simulated or threads.
#include "kernel/interrupt/controller/controller.h"
#include "platforms/host/machine.h"

enum { SPURIOUS = 63 };
static_assert((int)CONTROLLER_FIRST == (int)MACHINE_FIRST_VECTOR);
static_assert((int)CONTROLLER_TIMER == (int)MACHINE_FIRST_VECTOR + (int)MACHINE_TIMER);
static_assert((int)CONTROLLER_SIGNAL == (int)MACHINE_FIRST_VECTOR + (int)MACHINE_SIGNAL);

uint32_t controller_lines(void) {
  return INTERRUPT_LINES;
}

bool controller_end(uint32_t vector) {
  return vector != SPURIOUS;
}

// Nothing is masked: a line that nobody handles is counted.
void controller_unmask(uint32_t) {}
void controller_mask(uint32_t) {}

// None is in service here before it is entered.
void controller_renew(void) {}

status_t controller_reset(uint32_t processor) {
  return host_call(HOST_CPU_RESET, processor, 0) == 0 ? OK : UNSUPPORTED;
}

status_t controller_start(uint32_t processor, uint32_t page) {
  return host_call(HOST_CPU_START, processor, page) == 0 ? OK : UNSUPPORTED;
}

// There is none: nothing interrupts a simulated processor between safe points, or a thread while its interrupts are off.
status_t controller_urge(uint32_t) {
  return UNSUPPORTED;
}
