// SPDX-License-Identifier: Apache-2.0
// A magic line, then members, each behind a header of 60 bytes and at an even offset.
#include "tools/graph/archive.h"

#include <stdlib.h>
#include <string.h>

static const char magic[] = "!<arch>\n";

enum { MAGIC = sizeof magic - 1, HEADER = 60, NAME_LENGTH = 16, SIZE_AT = 48, SIZE_LENGTH = 10, END_AT = 58 };

bool archive_is(const uint8_t *bytes, uint64_t size) {
  return size >= MAGIC && memcmp(bytes, magic, MAGIC) == 0;
}

static bool size_of_member(const uint8_t *header, uint64_t left, uint64_t *size) {
  char digits[SIZE_LENGTH + 1] = "", *end;
  memcpy(digits, header + SIZE_AT, SIZE_LENGTH);
  *size = strtoull(digits, &end, 10);
  return end != digits && (*end == ' ' || *end == 0) && memcmp(header + END_AT, "`\n", 2) == 0 && *size <= left;
}

bool archive_next(const uint8_t *bytes, uint64_t size, uint64_t *cursor, struct archive_member *member) {
  if (*cursor == 0 && archive_is(bytes, size)) *cursor = MAGIC;
  uint64_t at = *cursor;
  if (at == 0 || at >= size || size - at < HEADER || !size_of_member(bytes + at, size - at - HEADER, &member->size))
    return false;
  memcpy(member->name, bytes + at, NAME_LENGTH);
  member->name[NAME_LENGTH] = 0;
  for (int i = NAME_LENGTH; i > 0 && member->name[i - 1] == ' '; i--)
    member->name[i - 1] = 0;
  member->bytes = bytes + at + HEADER;
  at += HEADER + member->size + member->size % 2;
  *cursor = at < size ? at : size;
  return true;
}

bool archive_is_spare(const struct archive_member *member) {
  return strstr(member->name, ".spare/") != NULL;
}

void archive_begin(FILE *out) {
  fputs(magic, out);
}

void archive_put(FILE *out, const char *name, const void *bytes, uint64_t size) {
  fprintf(out, "%-16s%-12u%-6u%-6u%-8s%-10llu`\n", name, 0u, 0u, 0u, "100644", (unsigned long long)size);
  fwrite(bytes, 1, size, out);
  if (size % 2 != 0) fputc('\n', out);
}
