// SPDX-License-Identifier: Apache-2.0
// stamp KERNEL OUT: writes KERNEL with a stamp before its PVH entry, and prints that entry, which a debugger can stop at.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/compare/stamp/stamp.h"

// Above Delias' image, which begins at 2 MiB, and below Linux, which begins at 16 MiB.
enum { PHYSICAL = 0xf00000 };

static _Noreturn void fail(const char *path, const char *why) {
  fprintf(stderr, "stamp: %s: %s\n", path, why);
  exit(2);
}

int main(int count, char **words) {
  if (count != 3) {
    fputs("usage: stamp KERNEL OUT\n", stderr);
    return 2;
  }
  FILE *in = fopen(words[1], "rb");
  if (in == NULL || fseek(in, 0, SEEK_END) != 0) fail(words[1], strerror(errno));
  long size = ftell(in);
  uint8_t *data = size < 0 ? NULL : malloc((size_t)size + 1);
  rewind(in);
  if (data == NULL || fread(data, 1, (size_t)size, in) != (size_t)size) fail(words[1], "cannot be read");
  fclose(in);
  struct stamp stamp;
  char why[STAMP_WHY];
  if (!stamp_elf(data, (size_t)size, PHYSICAL, &stamp, why)) fail(words[1], why);
  FILE *out = fopen(words[2], "wb");
  if (out == NULL) fail(words[2], strerror(errno));
  bool written = fwrite(stamp.data, 1, stamp.size, out) == stamp.size;
  if (fclose(out) != 0 || !written) fail(words[2], strerror(errno));
  printf("0x%llx\n", (unsigned long long)stamp.entry);
  stamp_free(&stamp);
  free(data);
  return 0;
}
