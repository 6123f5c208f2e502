// SPDX-License-Identifier: Apache-2.0
// points_first_value: state that begins with the address of a literal.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ char first_letter(void);
// file: points_first_value.c
#include "cell.h"

struct greeter {
  const char *text;
};
// want: state.points the first value of state 'greeter' has the address of the literal "hello" in it
CELL_STATE(struct greeter, greeter) = {.text = "hello"};

char first_letter(void) {
  return greeter.text[0];
}
