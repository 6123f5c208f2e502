// SPDX-License-Identifier: Apache-2.0
// section_of_constant: a constant in a section of its own.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t version(void);
// file: section_of_constant.c
#include "cell.h"

// want: state.section 'number' is put into section '.version', where the graph does not know of it
__attribute__((section(".version"), used)) static const uint32_t number = 7;

uint32_t version(void) {
  return number;
}
