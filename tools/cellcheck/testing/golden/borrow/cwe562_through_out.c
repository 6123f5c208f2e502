// SPDX-License-Identifier: Apache-2.0
// cwe562_through_out: an out-parameter gets the address of a local.
// file: cwe562_through_out.h public
#pragma once
#include "kernel/base/cell.h"

ATOMIC void name_of(uint32_t number, VIEW_RET const char **name);

// file: cwe562_through_out.c
#include "cwe562_through_out.h"

void name_of(uint32_t number, const char **name) {
  char text[4] = {(char)('a' + number % 26), 0};
  // want: borrow.stack '*name' keeps the address of the local variable 'text' when the function returns
  *name = text;
}
