// SPDX-License-Identifier: Apache-2.0
// section_bss_by_name: the section that the build would throw away, by name.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void fill(uint32_t at, uint8_t value);
// file: section_bss_by_name.c
#include "cell.h"

// want: state.section 'scratch' is put into section '.bss.scratch', where the graph does not know of it
__attribute__((section(".bss.scratch"))) uint8_t scratch[256];

void fill(uint32_t at, uint8_t value) {
  scratch[at % 256] = value;
}
