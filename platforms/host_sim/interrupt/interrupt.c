// SPDX-License-Identifier: Apache-2.0
// The simulated machine's interrupt controller: what raises a line sets a bit in the machine's page, and the nucleus brings it at the
// next safe point. Nothing is masked: a line that nobody handles is counted.
#include "kernel/arch/arch.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/log/log.h"
#include "platforms/host_sim/machine.h"

enum { SPURIOUS = 63 };
static_assert((int)CONTROLLER_FIRST == (int)MACHINE_FIRST_VECTOR);
static_assert((int)CONTROLLER_TIMER == (int)MACHINE_FIRST_VECTOR + (int)MACHINE_TIMER);

CELL_CALLBACK status_t host_sim_interrupt_init(void) {
  LOG(LOG_INFO, "simulated interrupts: %u lines and a timer", INTERRUPT_LINES);
  return OK;
}
CELL_OPS(struct cell_lifecycle, host_sim_interrupt_lifecycle) = {.init = host_sim_interrupt_init};

uint32_t controller_lines(void) {
  return INTERRUPT_LINES;
}

bool controller_end(uint32_t vector) {
  return vector != SPURIOUS;
}

void controller_unmask(uint32_t) {}
void controller_mask(uint32_t) {}

CELL_UNSAFE("when the machine's timer ticks next, as its own counter tells") static uint64_t time_of_timer(void) {
  return arch_cycles();
}

// The timer's registers are the machine's page.
status_t controller_timer(uint64_t hertz, uint64_t) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->tick_cycles = MACHINE_HERTZ / hertz;
  machine->next_tick = time_of_timer() + machine->tick_cycles;
  machine->next_event = 0;
  return OK;
}

// None is in service here before it is entered.
void controller_renew(void) {}

// The simulation has one processor.
uint32_t controller_self(void) {
  return 0;
}

status_t controller_reset(uint32_t) {
  return UNSUPPORTED;
}

status_t controller_start(uint32_t, uint32_t) {
  return UNSUPPORTED;
}

void controller_join(void) {}
status_t controller_signal(uint32_t) {
  return UNSUPPORTED;
}
