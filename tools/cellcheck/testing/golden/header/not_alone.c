// SPDX-License-Identifier: Apache-2.0
// not_alone: a header that wants another one to be included first.
// file: parts.h
#pragma once
enum { RING_NUMBERS = 4 };
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct ring_numbers {
  // want: header.alone use of undeclared identifier 'RING_NUMBERS'
  // mend: include in it what it needs
  uint32_t of[RING_NUMBERS];
};
READ uint32_t ring_last(const struct ring_numbers *numbers);
// file: not_alone.c
#include "parts.h"
// The order is what hides it.
#include "cell.h"

uint32_t ring_last(const struct ring_numbers *numbers) {
  return numbers->of[RING_NUMBERS - 1];
}
