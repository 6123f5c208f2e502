// SPDX-License-Identifier: Apache-2.0
// annotation_two_kinds: two kinds before one function.
// file: two.h public
#pragma once
#include "kernel/base/cell.h"
// want: front.annotation 'two' has two kinds; this one is ATOMIC
__attribute__((annotate("cell.kind=READ"))) ATOMIC uint32_t two(void);
// file: two.c
#include "two.h"
uint32_t two(void) {
  return 2;
}
