// SPDX-License-Identifier: Apache-2.0
#include "testing/plan/upper.h"

#include "testing/plan/lower.h"

uint32_t upper_number(void) {
  return lower_number() + 1;
}
