// SPDX-License-Identifier: Apache-2.0
// The simulated machine's interrupt controller: what raises a line sets a bit in the first processor's page, and the nucleus brings it at the
// next safe point.
#include "kernel/arch/arch.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/log/log.h"
#include "platforms/host_sim/machine.h"

CELL_CALLBACK status_t host_sim_interrupt_init(void) {
  LOG(LOG_INFO, "simulated interrupts: %u lines and a timer", INTERRUPT_LINES);
  return OK;
}
CELL_OPS(struct cell_lifecycle, host_sim_interrupt_lifecycle) = {.init = host_sim_interrupt_init};

static void set_alarm(uint64_t cycles) {
  struct host_sim_processor *processor = host_sim_processor();
  processor->alarm = cycles;
  processor->next_event = 0;
}

// The timer's registers are each processor's own page.
status_t controller_timer(uint64_t) {
  for (uint64_t i = 0; i < host_sim_machine()->cpus; i++) {
    host_sim_processor_at(i)->has_timer = 1;
    host_sim_processor_at(i)->alarm = UINT64_MAX;
  }
  return OK;
}

void controller_alarm(uint64_t cycles) {
  set_alarm(cycles);
}

void controller_alarm_soon(void) {
  set_alarm(arch_cycles() + MACHINE_HERTZ / 250);
}

uint32_t controller_self(void) {
  return (uint32_t)host_sim_machine()->on;
}

void controller_join(void) {
  host_sim_processor()->joined = 1;
  host_sim_processor()->has_timer = host_sim_processor_at(0)->has_timer;
  host_sim_processor()->alarm = UINT64_MAX;
}

// One that has not joined does not hear it.
status_t controller_signal(uint32_t number) {
  if (number >= host_sim_machine()->cpus) return UNSUPPORTED;
  struct host_sim_processor *processor = host_sim_processor_at(number);
  if (processor->joined != 0) processor->pending |= UINT64_C(1) << MACHINE_SIGNAL;
  return OK;
}
