// SPDX-License-Identifier: Apache-2.0
// ok_cwe562_into_callers: the caller gives the memory for the name.
#include "kernel/base/cell.h"

VIEW_RET const char *name_of(uint32_t number, char text[static 12]) {
  uint32_t at = 11;
  text[at] = 0;
  do {
    text[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  return &text[at];
}
