// SPDX-License-Identifier: Apache-2.0
// clamp: a library whose coverage is known.
#pragma once

int clamp(int value, int least, int most);
int clamp_unused(void);

static inline int clamp_twice(int value) {
  return value > 50 ? 100 : 2 * value;
}
