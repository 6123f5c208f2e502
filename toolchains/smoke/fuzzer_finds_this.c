// SPDX-License-Identifier: Apache-2.0
// Traps on one input only.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  if (count > 1 && bytes[0] == 'H' && bytes[1] == 'I') __builtin_trap();
  return 0;
}
