// SPDX-License-Identifier: Apache-2.0
// cwe562_through_helper: a helper returns its argument, which is a local.
// file: cwe562_through_helper.h public
#pragma once
#include "kernel/base/cell.h"

READ VIEW_RET const char *line_of(char byte);

// file: cwe562_through_helper.c
#include "cwe562_through_helper.h"

static char *fill(char *text, uint32_t size, char byte) {
  // note: the condition is false here
  for (uint32_t i = 0; i + 1 < size; i++)
    text[i] = byte;
  text[size - 1] = 0;
  return text;
}

const char *line_of(char byte) {
  char line[32];
  // want: borrow.stack the address of the local variable 'line' is returned
  return fill(line, sizeof line, byte);
}
