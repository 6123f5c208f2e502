// SPDX-License-Identifier: Apache-2.0
// What Delias is written in beyond C17, and that a test may be a plain C program.
#include "toolchains/smoke/greet.h"

static_assert(__STDC_VERSION__ >= 202311L);

enum width : unsigned char { NARROW, WIDE };
static_assert(sizeof(enum width) == 1);

int main() {
  constexpr auto expected = 0b10;
  typeof(expected) found = greet_next(1);
  return found == expected && __DATE__[0] == 'r' ? 0 : 1;
}
