// SPDX-License-Identifier: Apache-2.0
// ok_private_inline: inline functions of a private header are compiled with the cell.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// file: ok_private_inline.c
#include "cell.h"
// file: parts.h
#pragma once
#include <stdint.h>
static inline uint32_t half(uint32_t value) {
  return value / 2;
}
// file: last.c
#include "cell.h"
#include "parts.h"

uint32_t one(void) {
  return half(2);
}
