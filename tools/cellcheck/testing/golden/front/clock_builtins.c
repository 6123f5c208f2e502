// SPDX-License-Identifier: Apache-2.0
// clock_builtins: builtins that read a clock or a random source.
// file: clock_builtins.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'stamp' is ATOMIC
// note: 'stamp' is ATOMIC
ATOMIC uint64_t stamp(void);
// note: 'draw' is ATOMIC
ATOMIC bool draw(unsigned long long *word);
// file: clock_builtins.c
#include "clock_builtins.h"
uint64_t stamp(void) {
  // want: kind.clock '__builtin_readcyclecounter' reads a clock, in an ATOMIC function: made again, it reads another
  //   time
  // want: kind.clock '__builtin_ia32_rdtsc' reads a clock, in an ATOMIC function: made again, it reads another time
  return __builtin_readcyclecounter() + __builtin_ia32_rdtsc();
}
__attribute__((target("rdrnd"))) bool draw(unsigned long long *word) {
  // want: kind.clock '__builtin_ia32_rdrand64_step' reads a clock, in an ATOMIC function: made again, it reads another
  //   time
  return __builtin_ia32_rdrand64_step(word) != 0;
}
