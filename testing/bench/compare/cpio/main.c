// SPDX-License-Identifier: Apache-2.0
// initrd PROGRAM ARCHIVE: writes the archive with which Linux starts PROGRAM as /init, a console, and folders to mount on.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/compare/cpio/cpio.h"

static _Noreturn void fail(const char *path) {
  fprintf(stderr, "initrd: %s: %s\n", path, strerror(errno));
  exit(1);
}

static char *read_all(const char *path, size_t *size) {
  FILE *in = fopen(path, "rb");
  if (in == NULL || fseek(in, 0, SEEK_END) != 0) fail(path);
  long end = ftell(in);
  char *data = end < 0 ? NULL : malloc((size_t)end + 1);
  if (data == NULL) fail(path);
  rewind(in);
  *size = fread(data, 1, (size_t)end, in);
  if (*size != (size_t)end) fail(path);
  fclose(in);
  return data;
}

int main(int count, char **words) {
  if (count != 3) {
    fputs("usage: initrd PROGRAM ARCHIVE\n", stderr);
    return 2;
  }
  size_t size = 0;
  char *program = read_all(words[1], &size);
  struct cpio cpio = {.out = fopen(words[2], "wb")};
  if (cpio.out == NULL) fail(words[2]);
  bool written = cpio_folder(&cpio, "dev", 0755) && cpio_character_device(&cpio, "dev/console", 0600, 5, 1) &&
                 cpio_folder(&cpio, "proc", 0755) && cpio_file(&cpio, "init", 0755, program, size) && cpio_end(&cpio);
  if (fclose(cpio.out) != 0 || !written) fail(words[2]);
  free(program);
  return 0;
}
