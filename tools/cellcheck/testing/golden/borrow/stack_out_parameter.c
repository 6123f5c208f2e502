// SPDX-License-Identifier: Apache-2.0
// stack_out_parameter: the address of a local variable is left in an out-parameter.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

ATOMIC void latest(const uint32_t **word);
// file: stack_out_parameter.c
#include "subject.h"

void latest(const uint32_t **word) {
  uint32_t now = 3;
  // want: borrow.stack '*word' keeps the address of the local variable 'now' when the function returns
  *word = &now;
}
