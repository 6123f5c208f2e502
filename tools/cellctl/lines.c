// SPDX-License-Identifier: Apache-2.0
// Finds where the older reading ends in the newer one.
#include "tools/cellctl/lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *next(const char *line) {
  const char *end = strchr(line, '\n');
  return end == NULL ? line + strlen(line) : end + 1;
}

static const char *behind_time(const char *line) {
  line += strspn(line, " ");
  return line + strcspn(line, " \n");
}

static bool same(const char *a, const char *b) {
  a = behind_time(a);
  b = behind_time(b);
  size_t length = strcspn(a, "\n");
  return length == strcspn(b, "\n") && memcmp(a, b, length) == 0;
}

const char *lines_new(const char *before, const char *now) {
  // As little as possible was forgotten: the first of the old lines from which on all are the beginning of the new ones.
  for (const char *from = before; *from != 0; from = next(from)) {
    const char *old = from, *new = now;
    while (*old != 0 && *new != 0 && same(old, new)) {
      old = next(old);
      new = next(new);
    }
    if (*old == 0) return new;
  }
  return now;
}
