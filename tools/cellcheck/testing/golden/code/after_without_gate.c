// SPDX-License-Identifier: Apache-2.0
// after_without_gate: AFTER calls when the version may be another.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void settle_later(void);
// file: after_without_gate.c
#include "cell.h"
#include "kernel/nucleus/nucleus.h"

static void settle(uint64_t a, uint64_t b, uint64_t c) {
  (void)a, (void)b, (void)c;
}

void settle_later(void) {
  // want: code.address the address of 'settle', which has no gate, is passed to 'nucleus_after', whose parameter is not
  //   NOESCAPE
  AFTER(settle, 0, 0, 0);
}
