// SPDX-License-Identifier: Apache-2.0
// What a line of the system's shell prints, as a text.
#include <stdio.h>
#include <stdlib.h>

#include "tools/cellctl/cellctl.h"

static void keep(void *context, const void *bytes, size_t count) {
  fwrite(bytes, 1, count, context);  // what does not fit any more is missed at the end
}

char *cellctl_ask(const struct cellctl *cellctl, const char *line, int *status) {
  struct client client;
  struct client_result result;
  char *text = NULL;
  size_t size = 0;
  *status = cellctl_open(cellctl, &client);
  if (*status != CELLCTL_DONE) return NULL;
  FILE *memory = open_memstream(&text, &size);
  if (memory == NULL)
    *status = cellctl_fail(CELLCTL_NO, "no memory for what `%s` prints", line);
  else if (!client_run(&client, line, keep, memory, &result))
    *status = cellctl_report(&client);
  client_close(&client);
  if (memory != NULL && fclose(memory) != 0 && *status == CELLCTL_DONE)
    *status = cellctl_fail(CELLCTL_NO, "no memory for what `%s` prints", line);
  if (*status == CELLCTL_DONE) return text;
  free(text);
  return NULL;
}
