// SPDX-License-Identifier: Apache-2.0
// passed_out_of_table: a function out of a constant table is passed on.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void begin(uint32_t which);
// file: passed_out_of_table.c
#include "cell.h"
#include "handlers.h"

static void drop(uint8_t byte) {
  (void)byte;
}
static void keep(uint8_t byte) {
  (void)byte;
}
static void (*const table[])(uint8_t) = {drop, keep};

void begin(uint32_t which) {
  // want: code.address the address of 'drop', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  // want: code.address the address of 'keep', which has no gate, is passed to 'handler_set', whose parameter is not
  //   NOESCAPE
  handler_set(table[which % 2]);
}
