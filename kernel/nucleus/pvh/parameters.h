// SPDX-License-Identifier: Apache-2.0
// parameters: what the boot stub has behind its first jump; tools/mkimage fills in the first three, kernel/processors reads the others.
#pragma once
#include <stdint.h>

#define BOOT_PARAMETERS UINT64_C(0x100008)  // physical, and mapped there too: the stub is at 1 MiB

struct boot_parameters {
  uint64_t page_root, enter, stack_top;  // of the processor that boots
  uint64_t start, start_end;             // what another processor begins with; its number is the last word
};
