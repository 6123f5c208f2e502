// SPDX-License-Identifier: Apache-2.0
// What is compared of a boot: when the prompt is shown, and how much memory is in use then.
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/frames/frames.h"
#include "kernel/power/power.h"
#include "testing/bench/compare/delias/prompt.h"

static void report(const char *name, uint64_t value) {
  console_print("\n[compare] %s %llu 1\n", name, (unsigned long long)value);
}

CELL_CALLBACK void boot_main(void) {
  status_t status = prompt_wait();
  uint64_t ready = prompt_ready();
  if (status != OK) {
    console_print("boot: waiting for the prompt failed: %s\n", status_name(status));
    power_off(1);
  }
  struct frames_statistics frames;
  frames_statistics(&frames);
  report("ready_tsc", ready);
  report("frequency", clock_frequency());
  report("memory_total", frames.total * FRAME_SIZE);
  report("memory_available", frames.free * FRAME_SIZE);
  power_off(0);
}

CELL_OPS(struct cell_lifecycle, boot_lifecycle) = {.main = boot_main};
