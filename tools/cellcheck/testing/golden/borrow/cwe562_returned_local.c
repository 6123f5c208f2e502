// SPDX-License-Identifier: Apache-2.0
// cwe562_returned_local: the address of a local array is returned.
// file: cwe562_returned_local.h public
#pragma once
#include "kernel/base/cell.h"

READ VIEW_RET const char *number_text(uint32_t number);

// file: cwe562_returned_local.c
#include "cwe562_returned_local.h"

const char *number_text(uint32_t number) {
  char text[12];
  uint32_t at = sizeof text - 1;
  text[at] = 0;
  do {
    text[--at] = (char)('0' + number % 10);
    number /= 10;
    // note: 'number' is 0 here
  } while (number != 0);
  // want: borrow.stack the address of the local variable 'text' is returned
  // mend: let the caller give the memory, or take it from the heap
  return &text[at];
}
