// SPDX-License-Identifier: Apache-2.0
// Reads cells' files.
#include "tools/graph/files.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/graph/archive.h"
#include "tools/graph/tool.h"

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

// Spares of the image are no part of what it was linked of.
static void read_archive(struct cell_files *files, const char *path) {
  struct cell_file archive = read_whole(path);
  struct archive_member member;
  uint64_t cursor = 0;
  while (archive_next(archive.bytes, archive.size, &cursor, &member)) {
    if (archive_is_spare(&member)) continue;
    uint8_t *bytes = allocate(member.size);
    memcpy(bytes, member.bytes, member.size);
    add(files, (struct cell_file){bytes, member.size});
  }
  if (cursor != archive.size) tool_fail("%s is cut off or damaged; build the image anew", path);
}

// The NAME.cells beside a NAME.elf.
static void path_beside(const char *path, char beside[static PATH_MAX]) {
  int stem = (int)(strlen(path) - strlen(".elf"));
  if (snprintf(beside, PATH_MAX, "%.*s.cells", stem, path) >= PATH_MAX) tool_fail("%s: its path is too long", path);
}

void files_read(struct cell_files *files, const char *path) {
  char beside[PATH_MAX];
  if (ends(path, ".cells")) {
    read_archive(files, path);
  } else if (ends(path, ".elf")) {
    path_beside(path, beside);
    read_archive(files, beside);
  } else {
    add(files, read_whole(path));
  }
}

void files_texts(struct texts *texts, const char *image) {
  char beside[PATH_MAX];
  if (!ends(image, ".elf")) return;
  path_beside(image, beside);
  if (access(beside, F_OK) != 0) return;
  struct cell_file cells = read_whole(beside);
  texts_add(texts, cells.bytes, cells.size);
}
