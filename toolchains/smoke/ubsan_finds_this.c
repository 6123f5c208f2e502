// SPDX-License-Identifier: Apache-2.0
// Adds beyond the largest int.
#include <limits.h>

int main(int argc, char **argv) {
  (void)argv;
  volatile int most = INT_MAX;
  return most + argc > 0 ? 0 : 3;
}
