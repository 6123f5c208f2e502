// SPDX-License-Identifier: Apache-2.0
// nested_function: functions in functions, which clang does not know.
// status: 2
#include "kernel/base/cell.h"
uint32_t outer(void) {
  // want: front.compile function definition is not allowed here
  uint32_t inner(void) {
    return 1;
  }
  // want: front.compile use of undeclared identifier 'inner'
  return inner();
}
