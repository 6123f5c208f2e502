// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/phases.h"

#include "kernel/arch/arch.h"

static void tell(const struct boot_phase *phase) {
  trace_record_at(phase->point, phase->phase, phase->cycles, 0, phase->a, 0);
}

void boot_phase(struct boot_phases *phases, const struct trace_point *point, enum trace_phase phase, uint64_t a) {
  struct boot_phase now = {.point = point, .cycles = arch_cycles(), .a = a, .phase = phase};
  struct trace_ring_info ring;
  if (trace_ring_info(0, &ring) != OK) {
    if (phases->count < BOOT_PHASES_EARLY) phases->early[phases->count++] = now;
    return;
  }
  for (uint32_t i = 0; i < phases->count; i++)
    tell(&phases->early[i]);
  phases->count = 0;
  tell(&now);
}
