// SPDX-License-Identifier: Apache-2.0
// clamp: a library whose coverage is known.
#include "testing/coverage/sample/clamp.h"

int clamp(int value, int least, int most) {
  if (value < least) {
    return least;
  }
  if (value > most) {
    return most;
  }
  return clamp_twice(value) / 2;
}

int clamp_unused(void) {
  return 1;
}
