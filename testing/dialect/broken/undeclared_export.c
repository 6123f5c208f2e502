// SPDX-License-Identifier: Apache-2.0
// Exports a function that no public header declares.
#include "kernel/base/cell.h"

READ uint32_t secret_answer(void);
uint32_t secret_answer(void) {
  return 42;
}
