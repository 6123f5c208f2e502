// SPDX-License-Identifier: Apache-2.0
// unreached_stores: a function that nobody in the cell calls stores an address where its callers, whoever they are, say.
// file: tell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t tell(uint32_t value);
// file: unreached_stores.c
#include "tell.h"

struct entry {
  void (*fn)(void);
};

static void hidden(void) {}

void place(struct entry *entry) {
  // want: code.address the address of 'hidden', which has no gate, is stored through the parameter 'entry', where it
  //   outlives the call
  entry->fn = hidden;
}

uint32_t tell(uint32_t value) {
  return value;
}
