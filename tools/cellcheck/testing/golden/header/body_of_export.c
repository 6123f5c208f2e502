// SPDX-License-Identifier: Apache-2.0
// body_of_export: the exported function itself stands in the header.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// want: header.body 'one' has its body in a public header: others keep a copy of it when this cell is swapped
inline uint32_t one(void) {
  return 1;
}
// file: body_of_export.c
#include "cell.h"

uint32_t two(void);
uint32_t two(void) {
  return one() + 1;
}
