// SPDX-License-Identifier: Apache-2.0
// undeclared_static: a static cache, filled at the first question.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint64_t frequency(void);
// file: undeclared_static.c
#include "cell.h"

// want: state.undeclared 'known_hertz' is writable static data, and the graph does not know of it
static uint64_t known_hertz;

uint64_t frequency(void) {
  if (known_hertz == 0) known_hertz = 1000;
  return known_hertz;
}
