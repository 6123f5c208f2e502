// SPDX-License-Identifier: Apache-2.0
// body_inline: an inline function in a public header.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t level(void);
// want: header.body 'is_high' has its body in a public header: others keep a copy of it when this cell is swapped
// mend: export a function, or move it to //kernel/base if it is plain code that keeps nothing
static inline bool is_high(void) {
  return level() > 7;
}
// file: body_inline.c
#include "cell.h"

uint32_t level(void) {
  return 7;
}
