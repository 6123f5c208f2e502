// SPDX-License-Identifier: Apache-2.0
#include "testing/plan/lower.h"

uint32_t lower_number(void) {
  return 1;
}
