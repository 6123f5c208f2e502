// SPDX-License-Identifier: Apache-2.0
// The command line of celltool and what its commands share.
#include "tools/cell/celltool/celltool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool failed;

void tool_error(const char *format, ...) {
  va_list arguments;
  failed = true;
  fputs("error: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

bool tool_failed(void) {
  return failed;
}

static void end_with(const char *path, const char *what) {
  fprintf(stderr, "error: %s: cannot %s: %s\n", path, what, strerror(errno));
  exit(1);
}

uint8_t *tool_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) end_with(path, "open");
  size_t room = 1 << 16, used = 0;
  uint8_t *bytes = NULL;
  for (;;) {
    uint8_t *larger = aligned_alloc(16, room);
    if (larger == NULL) end_with(path, "hold");
    if (used != 0) memcpy(larger, bytes, used);
    free(bytes);
    bytes = larger;
    used += fread(bytes + used, 1, room - 1 - used, file);
    if (used < room - 1) break;
    room *= 2;
  }
  if (ferror(file)) end_with(path, "read");
  fclose(file);
  bytes[used] = 0;
  *size = used;
  return bytes;
}

void tool_write(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || (size != 0 && fwrite(bytes, 1, size, file) != size) || fclose(file) != 0) end_with(path, "write");
}

struct tool_exports tool_read_exports(const char *label, const char *path) {
  size_t size;
  char *text = (char *)tool_read(path, &size);
  struct tool_exports exports = {.label = label, .rows = calloc(TOOL_NAMES, sizeof(struct tool_export))};
  char *rest = NULL, *book = strstr(text, "delias types ");
  exports.book = book == NULL ? "" : strdup(book);
  if (book != NULL) *book = 0;
  for (char *line = strtok_r(text, "\n", &rest); line != NULL && exports.count < TOOL_NAMES;
       line = strtok_r(NULL, "\n", &rest)) {
    struct tool_export *row = &exports.rows[exports.count];
    if (sscanf(line, "%11s %119s %16s", row->kind, row->name, row->abi) != 3) {
      tool_error("%s: '%s' is no line of an exports file; build it with the tools of this tree", path, line);
      exit(1);
    }
    exports.count++;
  }
  free(text);
  return exports;
}

struct tool_exports tool_read_dep(char *pair) {
  char *equals = strrchr(pair, '=');
  if (equals == NULL) {
    tool_error("'%s' is not LABEL=FILE", pair);
    exit(2);
  }
  *equals = 0;
  return tool_read_exports(pair, equals + 1);
}

const struct tool_export *tool_find_export(const struct tool_exports *exports, const char *name) {
  for (size_t i = 0; i < exports->count; i++)
    if (strcmp(exports->rows[i].name, name) == 0) return &exports->rows[i];
  return NULL;
}

int main(int count, char **words) {
  if (count > 1 && strcmp(words[1], "exports") == 0) return exports_command(count - 2, words + 2);
  if (count > 1 && strcmp(words[1], "note") == 0) return note_command(count - 2, words + 2);
  if (count > 1 && strcmp(words[1], "fingerprints") == 0) return fingerprints_command(count - 2, words + 2);
  if (count > 1 && strcmp(words[1], "seal") == 0) return seal_command(count - 2, words + 2);
  fputs("usage: celltool exports|note|fingerprints|seal ...; it is run by the rules in tools/cell\n", stderr);
  return 2;
}
