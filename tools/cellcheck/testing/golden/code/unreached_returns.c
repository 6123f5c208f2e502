// SPDX-License-Identifier: Apache-2.0
// unreached_returns: a function that nobody in the cell calls answers an address.
// file: unreached_returns.c
#include "kernel/lock/lock.h"

static void hidden(void) {}

void (*choose(void))(void) {
  // want: code.address the address of 'hidden', which has no gate, is returned by 'choose' to callers that nobody knows
  return hidden;
}
