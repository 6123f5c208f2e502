// SPDX-License-Identifier: Apache-2.0
// What can still be said of a fault before kernel/fault listens: one line of hexadecimal.
#include "kernel/nucleus/nucleus.h"
#include NUCLEUS_MACHINE

enum { EARLY_FAULT = 3 };

// Not inline: once is enough of it in 8 KiB.
__attribute__((noinline)) RAW_STATIC void put_word(char name, uint64_t value) {
  machine_put_early(' '), machine_put_early(name), machine_put_early('=');
  for (int32_t shift = 60; shift >= 0; shift -= 4)
    machine_put_early("0123456789abcdef"[value >> shift & 15]);
}

void nucleus_fault_print(const struct nucleus_fault *fault);

RAW_PRIVATE void nucleus_fault_print(const struct nucleus_fault *fault) {
  for (const char *text = "\r\nnucleus: early fault: vector, error, rip, stack, address:"; *text != 0; text++)
    machine_put_early(*text);
  put_word('v', fault->frame.vector);
  put_word('e', fault->frame.error);
  put_word('i', fault->frame.rip);
  put_word('s', fault->frame.rsp);
  put_word('a', fault->address);
  machine_put_early('\r'), machine_put_early('\n');
  machine_end_early(EARLY_FAULT);
}
