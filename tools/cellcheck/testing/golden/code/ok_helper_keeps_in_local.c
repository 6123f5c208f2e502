// SPDX-License-Identifier: Apache-2.0
// ok_helper_keeps_in_local: a helper stores it into its caller's local.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t run(uint32_t value);
// file: ok_helper_keeps_in_local.c
#include "cell.h"

struct choice {
  uint32_t (*function)(uint32_t);
};

static uint32_t same(uint32_t value) {
  return value;
}

static void choose(struct choice *choice) {
  choice->function = same;
}

uint32_t run(uint32_t value) {
  struct choice choice = {};
  choose(&choice);
  return choice.function(value);
}
