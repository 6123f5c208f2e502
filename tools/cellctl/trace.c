// SPDX-License-Identifier: Apache-2.0
// trace: the system's events as a file for ui.perfetto.dev.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/cellctl.h"
#include "tools/cellctl/trace/perfetto.h"
#include "tools/cellctl/trace/rows.h"

static int write_file(const struct rows *rows, const char *given) {
  char path[4096];
  cellctl_path(given, path, sizeof path);
  FILE *file = fopen(path, "w");
  bool written = file != NULL && perfetto_write(rows, file);
  if (file != NULL && fclose(file) != 0) written = false;
  if (!written) return cellctl_fail(CELLCTL_NO, "%s cannot be written: %s", path, strerror(errno));
  printf("%s: %zu events, %llu older ones were lost; open it at https://ui.perfetto.dev\n", path, rows->event_count,
         (unsigned long long)rows->lost);
  return CELLCTL_DONE;
}

int trace_command(struct cellctl *cellctl, int count, char **words) {
  const char *output = NULL;
  if (count == 3 && strcmp(words[1], "--output") == 0) output = words[2];
  if (count != 1 && output == NULL)
    return cellctl_fail(CELLCTL_USAGE, "trace takes --output FILE or nothing, which writes to the standard output");
  int status;
  char why[256], *text = cellctl_ask(cellctl, "trace --rows", &status);
  if (text == NULL) return status;
  struct rows rows;
  if (!rows_read(text, &rows, why, sizeof why))
    status = cellctl_fail(CELLCTL_NO, "%s", why);
  else if (output != NULL)
    status = write_file(&rows, output);
  else if (!perfetto_write(&rows, stdout))
    status = cellctl_fail(CELLCTL_NO, "the trace cannot be written: %s", strerror(errno));
  rows_free(&rows);
  free(text);
  return status;
}
