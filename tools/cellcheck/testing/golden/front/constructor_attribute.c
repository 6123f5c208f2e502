// SPDX-License-Identifier: Apache-2.0
// constructor_attribute: functions that the loader would call, and thread-local data.
#include "kernel/base/cell.h"
// want: state.undeclared 'each' is a thread's own copy of static data: no thread storage exists in a cell
static _Thread_local uint32_t each;
// want: front.unseen 'begin' is used by an attribute, where cellcheck does not see it
__attribute__((constructor)) static void begin(void) {
  each = 1;
}
uint32_t get(void) {
  return each;
}
