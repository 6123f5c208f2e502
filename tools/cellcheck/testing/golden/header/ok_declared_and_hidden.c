// SPDX-License-Identifier: Apache-2.0
// ok_declared_and_hidden: exports are declared, functions shared by files have no kind.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
RAW void poke(void);
// file: ok_declared_and_hidden.c
#include "cell.h"

uint32_t shared(void);

uint32_t shared(void) {
  return 1;
}

uint32_t one(void) {
  return shared();
}

RAW_STATIC void touch(void) {}

void poke(void) {
  touch();
}
