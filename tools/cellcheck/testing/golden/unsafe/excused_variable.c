// SPDX-License-Identifier: Apache-2.0
// excused_variable: a static variable that is excused.
#include "kernel/base/cell.h"
// excused: state.undeclared 'loaded' is writable static data, and the graph does not know of it
CELL_UNSAFE("the loader writes it before anything runs") static uint32_t loaded;
// want: state.undeclared 'calls' is writable static data, and the graph does not know of it
static uint32_t calls;
uint32_t get(void) {
  return loaded + ++calls;
}
