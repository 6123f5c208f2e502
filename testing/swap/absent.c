// SPDX-License-Identifier: Apache-2.0
#include "testing/swap/absent.h"

uint32_t absent_number(void) {
  return 6;
}
