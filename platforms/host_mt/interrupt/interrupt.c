// SPDX-License-Identifier: Apache-2.0
// The interrupt controller of a machine whose processors are threads: what raises a line sets a bit in the first one's page and sends its thread a
// signal of the host, or wakes it.
#include "kernel/arch/arch.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/log/log.h"
#include "platforms/host_mt/machine.h"

CELL_CALLBACK status_t host_mt_interrupt_init(void) {
  LOG(LOG_INFO, "interrupts are signals of the host: %u lines, a timer for each processor", INTERRUPT_LINES);
  return OK;
}
CELL_OPS(struct cell_lifecycle, host_mt_interrupt_lifecycle) = {.init = host_mt_interrupt_init};

// The host's timer comes a little early for an alarm that was put off since, and is set anew then: most alarms cost no call.
static void set_alarm(uint64_t cycles) {
  struct host_mt_processor *processor = host_mt_processor();
  if (processor->has_timer == 0) return;
  processor->alarm = cycles;
  if (cycles < processor->armed) host_call(HOST_ALARM, 0, 0);
}

status_t controller_timer(uint64_t) {
  uint64_t cpus = host_call(HOST_CPUS, 0, 0);
  for (uint64_t i = 0; i < cpus; i++) {
    host_mt_processor_at(i)->has_timer = 1;
    host_mt_processor_at(i)->alarm = UINT64_MAX;
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
  return (uint32_t)host_mt_processor()->number;
}

void controller_join(void) {
  struct host_mt_processor *processor = host_mt_processor();
  processor->has_timer = host_mt_processor_at(0)->has_timer;
  processor->alarm = UINT64_MAX;
  __atomic_store_n(&processor->joined, 1, __ATOMIC_RELEASE);
}

// One that has not joined does not hear it. Where the bit is set, its thread was told and has not come to it yet.
status_t controller_signal(uint32_t number) {
  if (number >= host_call(HOST_CPUS, 0, 0)) return UNSUPPORTED;
  struct host_mt_processor *processor = host_mt_processor_at(number);
  const uint64_t bit = UINT64_C(1) << MACHINE_SIGNAL;
  if (__atomic_load_n(&processor->joined, __ATOMIC_ACQUIRE) == 0) return OK;
  if (!(__atomic_fetch_or(&processor->pending, bit, __ATOMIC_SEQ_CST) & bit)) host_call(HOST_SIGNAL, number, 0);
  return OK;
}
