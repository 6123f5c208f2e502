// SPDX-License-Identifier: Apache-2.0
// initrd ARCHIVE INIT [ROWS]: writes the archive with which Linux starts INIT as /init, a console, folders to mount on, and ROWS as /rows.
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

static bool add(struct cpio *cpio, const char *name, const char *path) {
  size_t size = 0;
  char *program = read_all(path, &size);
  bool written = cpio_file(cpio, name, 0755, program, size);
  free(program);
  return written;
}

int main(int count, char **words) {
  if (count != 3 && count != 4) {
    fputs("usage: initrd ARCHIVE INIT [ROWS]\n", stderr);
    return 2;
  }
  struct cpio cpio = {.out = fopen(words[1], "wb")};
  if (cpio.out == NULL) fail(words[1]);
  bool written = cpio_folder(&cpio, "dev", 0755) && cpio_character_device(&cpio, "dev/console", 0600, 5, 1) &&
                 cpio_folder(&cpio, "proc", 0755) && add(&cpio, "init", words[2]) &&
                 (count == 3 || add(&cpio, "rows", words[3])) && cpio_end(&cpio);
  if (fclose(cpio.out) != 0 || !written) fail(words[1]);
  return 0;
}
