// SPDX-License-Identifier: Apache-2.0
// Numbers for people.
#include <math.h>

#include "testing/bench/compare/report/write.h"

void write_short(char to[16], double value) {
  static const char *const powers[] = {"", " k", " M", " G", " T", " P", " E"};
  if (!isfinite(value) || value < 0) {
    snprintf(to, 16, "-");
    return;
  }
  size_t power = 0;
  // What would round to 1000 is shown in the next power.
  while (value >= 999.5 && power + 1 < sizeof powers / sizeof powers[0]) {
    value /= 1000;
    power++;
  }
  int digits = value >= 99.95 || (power == 0 && value == floor(value)) ? 0 : value >= 9.995 ? 1 : 2;
  snprintf(to, 16, "%.*f%s", digits, value, powers[power]);
}
