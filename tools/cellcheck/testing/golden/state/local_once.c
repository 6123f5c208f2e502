// SPDX-License-Identifier: Apache-2.0
// local_once: what is done once is remembered in a static local variable of a helper.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void start(void);
// file: local_once.c
#include "cell.h"

static void prepare(uint32_t *words) {
  // want: state.local 'done' keeps its value between calls of 'prepare', and the graph does not know of it
  static bool done;
  if (done) return;
  done = true;
  words[0] = 1;
}

void start(void) {
  uint32_t words[4] = {};
  prepare(words);
}
