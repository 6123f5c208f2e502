// SPDX-License-Identifier: Apache-2.0
// passed_in_compound_literal: in a compound literal, after a cast.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(void);
// file: passed_in_compound_literal.c
#include "cell.h"
#include "handlers.h"

static void drop(uint32_t word) {
  (void)word;
}

void begin(void) {
  // want: code.address the address of 'drop', which has no gate, is passed to 'handlers_set', whose parameter is not
  //   NOESCAPE
  handlers_set(&(struct handlers){.on_byte = (void (*)(uint8_t))drop});
}
