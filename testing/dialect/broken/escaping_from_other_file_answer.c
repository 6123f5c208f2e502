// SPDX-License-Identifier: Apache-2.0
// The other file.
#include "kernel/base/cell.h"

uint32_t answer_elsewhere(void);

uint32_t answer_elsewhere(void) {
  return 42;
}
