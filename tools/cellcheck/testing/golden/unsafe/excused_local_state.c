// SPDX-License-Identifier: Apache-2.0
// excused_local_state: the CELL_UNSAFE of a function excuses a static variable in it, and so is used.
#include "kernel/base/cell.h"
CELL_UNSAFE("a number for people: it may begin anew with each version") uint32_t next(void) {
  // excused: state.local 'last' keeps its value between calls of 'next', and the graph does not know of it
  static uint32_t last;
  return ++last;
}
