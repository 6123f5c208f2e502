// SPDX-License-Identifier: Apache-2.0
// cwe562_name_of: the name is built on the stack and returned (CWE-562).
#include "kernel/base/cell.h"

const char *name_of(uint32_t number) {
  char text[12];
  uint32_t at = sizeof text - 1;
  text[at] = 0;
  do {
    text[--at] = (char)('0' + number % 10);
    number /= 10;
    // note: 'number' is 0 here
  } while (number != 0);
  // want: borrow.stack the address of the local variable 'text' is returned
  return &text[at];
}
