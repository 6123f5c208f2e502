// SPDX-License-Identifier: Apache-2.0
// frame: what a processor does when a fault or an interrupt comes, done to the memory and registers of one that is a thread.
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host/loader/host.h"

enum { DOUBLE_FAULT = 8, PAGE_FAULT = 14, ALIGNMENT = 17, CONTROL_PROTECTION = 21, INT = 0xcd };
enum { FLAG_INTERRUPTS = 1 << 9 };

// Vectors with an error code: Intel SDM vol. 3, table 6-1.
static bool has_error(uint32_t vector) {
  return vector == DOUBLE_FAULT || (vector >= 10 && vector <= PAGE_FAULT) || vector == ALIGNMENT ||
         vector == CONTROL_PROTECTION;
}

void frame_lay(struct frame_point *at, uint64_t top, uint32_t vector, uint64_t error, struct nucleus_cpu *cpu) {
  uint64_t flags = at->rflags & ~(uint64_t)FLAG_INTERRUPTS;
  if (cpu->masked == 0) flags |= FLAG_INTERRUPTS;
  uint64_t *frame = (uint64_t *)(top & ~UINT64_C(15));
  memory_for_write((uint64_t)(frame - 6), 6 * sizeof *frame);
  memory_for_write((uint64_t)cpu, sizeof *cpu);
  *--frame = MACHINE_SS;
  *--frame = at->rsp;
  *--frame = flags;
  *--frame = MACHINE_CS;
  *--frame = at->rip;
  if (has_error(vector)) *--frame = error;
  cpu->masked = 1;
  at->rsp = (uint64_t)frame;
  at->rip = ((const struct host_entry *)((uint64_t)cpu + MACHINE_OFFSET))->stubs + STUB_SIZE * vector;
}

bool frame_is_software_interrupt(uint64_t rip, uint32_t *vector) {
  const uint8_t *code = (const uint8_t *)rip;
  if (rip - REGION_BASE >= REGION_SIZE || code[0] != INT || code[1] < MACHINE_FIRST_VECTOR ||
      code[1] >= MACHINE_FIRST_VECTOR + MACHINE_VECTORS)
    return false;
  *vector = code[1];
  return true;
}
