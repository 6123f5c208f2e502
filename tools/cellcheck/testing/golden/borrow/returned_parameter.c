// SPDX-License-Identifier: Apache-2.0
// returned_parameter: a parameter is returned without VIEW_RET.
// file: returned_parameter.h public
#pragma once
#include "kernel/base/cell.h"

READ const char *text_skip(const char *text);

// file: returned_parameter.c
#include "returned_parameter.h"

const char *text_skip(const char *text) {
  // note: '*text' is not 32 here
  while (*text == ' ')
    text++;
  // want: borrow.returned what is returned was borrowed through 'text'
  // mend: mark text_skip VIEW_RET
  return text;
}
