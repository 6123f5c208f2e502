// SPDX-License-Identifier: Apache-2.0
// Measures the time-stamp counter against channel 0 of the PIT (Intel 8254 data sheet), by latching its count, or, where that does not answer,
// against the main counter of the HPET (IA-PC HPET specification 1.0a, 2.3).
//
// Three windows of a third of a millisecond each; the median is taken, so that one disturbed window (an emulator that
// was not running for a while) does no harm. The counter's own ticks are counted at both ends of a window, so its length
// need not be met. Latching works on every machine; the gate of channel 2 does not on QEMU's microvm.
#include "kernel/clock/calibrate.h"

#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"
#include "kernel/topology/topology.h"

enum {
  PIT_HERTZ = 1193182,
  PIT_CHANNEL0 = 0x40,
  PIT_COMMAND = 0x43,
  PIT_RATE = 0x34,   // channel 0, low byte then high byte, mode 2: counts 65536 down and starts again
  PIT_LATCH = 0x00,  // channel 0
  WINDOWS_A_SECOND = 3000,
  WINDOWS = 3,
  POLLS_MOST = 65536,  // for a window: some ten a tick of the PIT are usual; then the counter does not count
};

// Registers of the HPET, in words of 32 bits.
enum { HPET_SIZE = 1024, HPET_PERIOD = 4 / 4, HPET_CONFIGURATION = 0x10 / 4, HPET_COUNT = 0xf0 / 4, HPET_ON = 1 };
#define HPET_PERIOD_MOST UINT32_C(100000000)  // in femtoseconds
#define FS_A_SECOND UINT64_C(1000000000000000)

struct reference {
  uint64_t hertz;
  uint32_t mask;            // of its count, which goes up
  volatile uint32_t *hpet;  // null: the PIT
};

struct moment {
  uint32_t count;
  uint64_t cycles;
};

static uint32_t count_of(const struct reference *reference) {
  if (reference->hpet != NULL) return reference->hpet[HPET_COUNT];
  arch_out8(PIT_COMMAND, PIT_LATCH);
  uint32_t low = arch_in8(PIT_CHANNEL0);
  return -(low | (uint32_t)arch_in8(PIT_CHANNEL0) << 8) & reference->mask;
}

static void pit_start(void) {
  arch_out8(PIT_COMMAND, PIT_RATE);
  arch_out8(PIT_CHANNEL0, 0);
  arch_out8(PIT_CHANNEL0, 0);
}

RAW_STATIC void hpet_start(volatile uint32_t *registers) {
  registers[HPET_CONFIGURATION] |= HPET_ON;
}

// Waits until at least `ticks` have passed since `from`, up to an edge: `now` is the moment at which the count changed. It
// wraps, so differences are taken modulo its size; the upper half of them are steps back.
static status_t wait_for(const struct reference *reference, uint32_t from, uint32_t ticks, struct moment *now) {
  uint32_t last = count_of(reference);
  for (uint32_t polls = 0; polls < POLLS_MOST; polls++) {
    uint32_t count = count_of(reference), passed = (count - from) & reference->mask;
    if (count != last && passed >= ticks && passed <= reference->mask / 2) {
      *now = (struct moment){.count = count, .cycles = arch_cycles()};
      return OK;
    }
    last = count;
  }
  return UNSUPPORTED;
}

static status_t window(const struct reference *reference, uint64_t *hertz) {
  struct moment start, end;
  if (wait_for(reference, count_of(reference), 0, &start) != OK) return UNSUPPORTED;
  if (wait_for(reference, start.count, (uint32_t)(reference->hertz / WINDOWS_A_SECOND), &end) != OK) return UNSUPPORTED;
  uint64_t ticks = (end.count - start.count) & reference->mask, cycles = end.cycles - start.cycles;
  if (cycles > UINT64_MAX / reference->hertz) return UNSUPPORTED;  // backwards, then
  *hertz = cycles * reference->hertz / ticks;
  return OK;
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
  if (a > b) return median(b, a, c);
  return c < a ? a : c < b ? c : b;
}

static status_t measure(const struct reference *reference, uint64_t *cycles_hertz) {
  uint64_t hertz[WINDOWS];
  for (int i = 0; i < WINDOWS; i++)
    if (window(reference, &hertz[i]) != OK) return UNSUPPORTED;
  *cycles_hertz = median(hertz[0], hertz[1], hertz[2]);
  return *cycles_hertz == 0 ? UNSUPPORTED : OK;
}

static status_t measure_by_hpet(uint64_t *cycles_hertz) {
  struct topology machine;
  topology_read(&machine);
  if (machine.hpet == 0) return UNSUPPORTED;
  volatile void *registers;
  status_t status = pages_device(machine.hpet, HPET_SIZE, &registers);
  if (status != OK) return status;
  struct reference reference = {.mask = UINT32_MAX, .hpet = registers};
  uint32_t period = reference.hpet[HPET_PERIOD];
  if (period == 0 || period > HPET_PERIOD_MOST) return UNSUPPORTED;
  reference.hertz = FS_A_SECOND / period;
  hpet_start(reference.hpet);
  status = measure(&reference, cycles_hertz);
  if (status == OK) LOG(LOG_INFO, "the PIT does not answer; time is measured by the HPET");
  return status;
}

status_t calibrate(uint64_t *cycles_hertz) {
  const struct reference pit = {.hertz = PIT_HERTZ, .mask = UINT16_MAX};
  pit_start();
  return measure(&pit, cycles_hertz) == OK ? OK : measure_by_hpet(cycles_hertz);
}
