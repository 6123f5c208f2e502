// SPDX-License-Identifier: Apache-2.0
// Writes behind the end of an allocation.
#include <stdlib.h>

int main(int argc, char **argv) {
  (void)argv;
  char *bytes = malloc(8);
  if (bytes == nullptr) return 2;
  bytes[7 + argc] = 1;
  int result = bytes[0] == 1 ? 3 : 0;
  free(bytes);
  return result;
}
