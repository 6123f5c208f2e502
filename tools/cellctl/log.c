// SPDX-License-Identifier: Apache-2.0
// log: the system's log. To follow it, it is read again and again in short conversations, so that a push gets its turn.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/cellctl/cellctl.h"
#include "tools/cellctl/lines.h"

struct text {
  char *bytes;  // NUL behind them
  size_t count;
};

static void keep([[maybe_unused]] void *context, const void *bytes, size_t count) {
  struct text *text = context;
  char *longer = realloc(text->bytes, text->count + count + 1);
  if (longer == NULL) return;
  text->bytes = longer;
  memcpy(longer + text->count, bytes, count);
  text->count += count;
  longer[text->count] = 0;
}

static int read_log(const struct cellctl *cellctl, const struct instance *instance, struct text *text) {
  struct client client;
  struct client_result result;
  *text = (struct text){.bytes = strdup("")};
  int status = cellctl_open_at(cellctl, instance, &client);
  if (status != CELLCTL_DONE) return status;
  if (!client_run(&client, "log", keep, text, &result)) status = cellctl_report(&client);
  client_close(&client);
  return status;
}

static int follow(const struct cellctl *cellctl, const struct instance *instance) {
  struct text before = {.bytes = strdup("")}, now;
  int status;
  while ((status = read_log(cellctl, instance, &now)) == CELLCTL_DONE) {
    if (before.bytes != NULL && now.bytes != NULL) fputs(lines_new(before.bytes, now.bytes), stdout);
    fflush(stdout);
    free(before.bytes);
    before = now;
    struct timespec pause = {.tv_nsec = 500'000'000};
    nanosleep(&pause, NULL);
  }
  free(before.bytes);
  free(now.bytes);
  return status;
}

int log_command(struct cellctl *cellctl, int count, char **words) {
  struct instance instance;
  bool follows = count == 2 && strcmp(words[1], "-f") == 0;
  if (count > 1 && !follows)
    return cellctl_fail(CELLCTL_USAGE, "log takes -f or nothing; `cellctl run log WORD...` takes more");
  int status = cellctl_choose(cellctl, &instance);
  if (status != CELLCTL_DONE) return status;
  if (follows) return follow(cellctl, &instance);
  struct text text;
  status = read_log(cellctl, &instance, &text);
  if (text.bytes != NULL) fputs(text.bytes, stdout);
  free(text.bytes);
  return status;
}
