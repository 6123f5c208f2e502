// SPDX-License-Identifier: Apache-2.0
// Reads cells' files. An archive is that of ar(1): a magic line, then members, each behind a header of 60 bytes and at an even offset.
#include "tools/graph/files.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tools/graph/tool.h"

enum { MAGIC = 8, HEADER = 60, SIZE_AT = 48, SIZE_LENGTH = 10, END_AT = 58 };

static bool ends(const char *text, const char *end) {
  size_t length = strlen(text), most = strlen(end);
  return length >= most && strcmp(text + length - most, end) == 0;
}

static uint8_t *allocate(uint64_t size) {
  uint8_t *bytes = aligned_alloc(64, (size + 64) / 64 * 64);
  if (bytes == NULL) tool_fail("no memory for a file of %llu bytes", (unsigned long long)size);
  return bytes;
}

static struct cell_file read_whole(const char *path) {
  FILE *in = fopen(path, "rb");
  if (in == NULL && ends(path, ".cells"))
    tool_fail("cannot read %s: %s; it is written beside the NAME.elf of an os_image", path, strerror(errno));
  if (in == NULL) tool_fail("cannot read %s: %s", path, strerror(errno));
  long size = fseek(in, 0, SEEK_END) == 0 ? ftell(in) : -1;
  if (size < 0 || size > INT_MAX) tool_fail("%s is no file that can be read", path);
  rewind(in);
  uint8_t *bytes = allocate((uint64_t)size);
  if (fread(bytes, 1, (size_t)size, in) != (size_t)size) tool_fail("cannot read %s: %s", path, strerror(errno));
  fclose(in);
  return (struct cell_file){bytes, (uint64_t)size};
}

static void add(struct cell_files *files, struct cell_file file) {
  if (files->count == FILES_MOST) tool_fail("more than %d cells", FILES_MOST);
  files->files[files->count++] = file;
}

static bool size_of_member(const uint8_t *header, uint64_t left, uint64_t *size) {
  char digits[SIZE_LENGTH + 1] = "", *end;
  memcpy(digits, header + SIZE_AT, SIZE_LENGTH);
  *size = strtoull(digits, &end, 10);
  return end != digits && (*end == ' ' || *end == 0) && memcmp(header + END_AT, "`\n", 2) == 0 && *size <= left;
}

static void read_archive(struct cell_files *files, const char *path) {
  struct cell_file archive = read_whole(path);
  bool whole = archive.size >= MAGIC && memcmp(archive.bytes, "!<arch>\n", MAGIC) == 0;
  for (uint64_t at = MAGIC, size; whole && at < archive.size; at += HEADER + size + size % 2) {
    whole = archive.size - at >= HEADER && size_of_member(archive.bytes + at, archive.size - at - HEADER, &size);
    if (!whole) break;
    uint8_t *bytes = allocate(size);
    memcpy(bytes, archive.bytes + at + HEADER, size);
    add(files, (struct cell_file){bytes, size});
  }
  if (!whole) tool_fail("%s is cut off or damaged; build the image anew", path);
}

void files_read(struct cell_files *files, const char *path) {
  char beside[PATH_MAX];
  if (ends(path, ".cells")) {
    read_archive(files, path);
  } else if (ends(path, ".elf")) {
    int stem = (int)(strlen(path) - strlen(".elf"));
    if (snprintf(beside, sizeof beside, "%.*s.cells", stem, path) >= PATH_MAX)
      tool_fail("%s: its path is too long", path);
    read_archive(files, beside);
  } else {
    add(files, read_whole(path));
  }
}
