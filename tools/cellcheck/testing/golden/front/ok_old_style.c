// SPDX-License-Identifier: Apache-2.0
// ok_old_style: empty parameter lists, implicit conversions and functions of functions.
#include "kernel/base/cell.h"
static uint32_t two() {
  return 2;
}
uint32_t apply(uint32_t (*function)()) {
  return (function ? function : two)();
}
uint32_t four(void) {
  return apply(two) + apply(&two) + (**two)() - 2;
}
