// SPDX-License-Identifier: Apache-2.0
// Measures the time-stamp counter against channel 0 of the PIT (Intel 8254 data sheet), by latching its count.
//
// Three windows of a third of a millisecond each; the median is taken, so that one disturbed window (an emulator that
// was not running for a while) does no harm. The PIT's own ticks are counted at both ends of a window, so its length
// need not be met. Latching works on every machine; the gate of channel 2 does not on QEMU's microvm.
#include "kernel/clock/calibrate.h"

#include "kernel/arch/arch.h"

enum {
  PIT_HERTZ = 1193182,
  PIT_CHANNEL0 = 0x40,
  PIT_COMMAND = 0x43,
  PIT_RATE = 0x34,   // channel 0, low byte then high byte, mode 2: counts 65536 down and starts again
  PIT_LATCH = 0x00,  // channel 0
  WINDOW = PIT_HERTZ / 3000,
  WINDOWS = 3,
  STEP_BACK = 32768,
  POLLS_MOST = 65536,  // for a window: some ten a tick are usual; then the timer does not count
};

struct moment {
  uint16_t count;
  uint64_t cycles;
};

static uint16_t pit_count(void) {
  arch_out8(PIT_COMMAND, PIT_LATCH);
  uint16_t low = arch_in8(PIT_CHANNEL0);
  return (uint16_t)(low | arch_in8(PIT_CHANNEL0) << 8);
}

static void pit_start(void) {
  arch_out8(PIT_COMMAND, PIT_RATE);
  arch_out8(PIT_CHANNEL0, 0);
  arch_out8(PIT_CHANNEL0, 0);
}

// Waits until the PIT has counted at least `ticks` down from `from`, up to an edge: `now` is the moment at which the
// count changed. It wraps from 0 to 65535, so differences are taken modulo 65536; the upper half of them are steps
// back.
static status_t pit_wait(uint16_t from, uint16_t ticks, struct moment *now) {
  uint16_t last = pit_count();
  for (uint32_t polls = 0; polls < POLLS_MOST; polls++) {
    uint16_t count = pit_count();
    uint16_t passed = (uint16_t)(from - count);
    if (count != last && passed >= ticks && passed < STEP_BACK) {
      *now = (struct moment){.count = count, .cycles = arch_cycles()};
      return OK;
    }
    last = count;
  }
  return UNSUPPORTED;
}

static status_t window(uint64_t *hertz) {
  struct moment start, end;
  if (pit_wait(pit_count(), 0, &start) != OK || pit_wait(start.count, WINDOW, &end) != OK) return UNSUPPORTED;
  uint64_t ticks = (uint16_t)(start.count - end.count), cycles = end.cycles - start.cycles;
  if (cycles > UINT64_MAX / PIT_HERTZ) return UNSUPPORTED;  // backwards, then
  *hertz = cycles * PIT_HERTZ / ticks;
  return OK;
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
  if (a > b) return median(b, a, c);
  return c < a ? a : c < b ? c : b;
}

status_t calibrate(uint64_t *cycles_hertz) {
  pit_start();
  uint64_t hertz[WINDOWS];
  for (int i = 0; i < WINDOWS; i++)
    if (window(&hertz[i]) != OK) return UNSUPPORTED;
  *cycles_hertz = median(hertz[0], hertz[1], hertz[2]);
  return *cycles_hertz == 0 ? UNSUPPORTED : OK;
}
