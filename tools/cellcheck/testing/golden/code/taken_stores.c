// SPDX-License-Identifier: Apache-2.0
// taken_stores: a function whose address is taken is called with whatever the holder of the address has.
// file: taken_stores.h public
#pragma once
#include "kernel/base/cell.h"
struct entry {
  void (*fn)(void);
};
ATOMIC void each(void (*fill)(struct entry *entry) NOESCAPE);
ATOMIC void start(void);
// file: taken_stores.c
#include "taken_stores.h"

static void hidden(void) {}

static void fill(struct entry *entry) {
  // want: code.address the address of 'hidden', which has no gate, is stored through the parameter 'entry', where it
  //   outlives the call
  entry->fn = hidden;
}

void start(void) {
  each(fill);
}
