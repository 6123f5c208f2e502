// SPDX-License-Identifier: Apache-2.0
// Calls the library with one number: how much of it runs is the caller's choice.
#include <stdlib.h>

#include "testing/coverage/sample/clamp.h"

int main(int count, char **words) {
  return count == 2 && clamp(atoi(words[1]), 1, 9) == clamp_twice(1) ? 1 : 0;
}
