// SPDX-License-Identifier: Apache-2.0
// What the commands share.
#include "tools/cellctl/cellctl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int cellctl_fail(enum cellctl_status status, const char *format, ...) {
  va_list arguments;
  fflush(stdout);
  fputs("cellctl: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  return status;
}

int cellctl_choose(const struct cellctl *cellctl, struct instance *instance) {
  char folder[INSTANCE_PATH];
  struct instances instances;
  struct instance_error error;
  const struct instance *chosen = NULL;
  instances_folder(folder, sizeof folder);
  bool found =
      instances_list(folder, &instances, &error) && instances_choose(&instances, cellctl->wanted, &chosen, &error);
  if (found) *instance = *chosen;
  instances_free(&instances);
  return found ? CELLCTL_DONE : cellctl_fail(CELLCTL_USAGE, "%s", error.text);
}

int cellctl_report(const struct client *client) {
  switch (client->failure) {
  case CLIENT_FINE: return CELLCTL_DONE;
  case CLIENT_REFUSED: return cellctl_fail(CELLCTL_NO, "%s", client->error);
  case CLIENT_INTERRUPTED: return cellctl_fail(CELLCTL_INTERRUPTED, "%s", client->error);
  case CLIENT_GONE:
  case CLIENT_HELD:
  case CLIENT_SILENT:
  case CLIENT_FOREIGN: break;
  }
  return cellctl_fail(CELLCTL_LOST, "%s", client->error);
}

int cellctl_open_at(const struct cellctl *cellctl, const struct instance *instance, struct client *client) {
  if (client_open(client, instance->folder, cellctl->doing, cellctl->timeout_ms)) return CELLCTL_DONE;
  client_close(client);
  return cellctl_report(client);
}

int cellctl_open(const struct cellctl *cellctl, struct client *client) {
  struct instance instance;
  int status = cellctl_choose(cellctl, &instance);
  return status != CELLCTL_DONE ? status : cellctl_open_at(cellctl, &instance, client);
}

static void print_output([[maybe_unused]] void *context, const void *bytes, size_t count) {
  fwrite(bytes, 1, count, stdout);
  fflush(stdout);
}

int cellctl_run(struct client *client, const char *line) {
  struct client_result result;
  if (!client_run(client, line, print_output, NULL, &result)) return cellctl_report(client);
  if (result.end == CONTROL_FAULTED)
    return cellctl_fail(CELLCTL_NO, "`%s` faulted; `cellctl log` has the report", line);
  if (result.end == CONTROL_STOPPED) return CELLCTL_INTERRUPTED;
  return result.value == 0 ? CELLCTL_DONE : cellctl_fail(CELLCTL_NO, "`%s` ended with %" PRId64, line, result.value);
}

// Appends the word as the system's shell reads it: it knows '...' and "..." and no escape character.
static bool append_word(char **line, const char *word) {
  const char *mark = *word == 0 || strpbrk(word, " \t\"'") != NULL ? "\"" : "";
  if (strchr(word, '"') != NULL) mark = "'";
  if (*mark != 0 && strchr(word, *mark) != NULL) return false;
  size_t length = strlen(*line), more = strlen(word) + 4;
  char *longer = realloc(*line, length + more);
  if (longer == NULL) return false;
  snprintf(longer + length, more, "%s%s%s%s", length == 0 ? "" : " ", mark, word, mark);
  *line = longer;
  return true;
}

char *cellctl_line(int count, char **words) {
  // A single argument is a line as it stands: cellctl run 'echo "a  b"'.
  if (count == 1) return strdup(words[0]);
  char *line = strdup("");
  for (int i = 0; line != NULL && i < count; i++)
    if (!append_word(&line, words[i])) {
      cellctl_fail(CELLCTL_USAGE, "%s: a word with both ' and \" cannot be quoted for the system's shell", words[i]);
      free(line);
      return NULL;
    }
  return line;
}

void cellctl_path(const char *given, char *path, size_t size) {
  const char *from = getenv("BUILD_WORKING_DIRECTORY");
  if (*given == '/' || from == NULL)
    snprintf(path, size, "%s", given);
  else
    snprintf(path, size, "%s/%s", from, given);
}

uint8_t *cellctl_read_file(const char *given, size_t most, size_t *size) {
  char path[INSTANCE_PATH];
  cellctl_path(given, path, sizeof path);
  FILE *file = fopen(path, "rbe");
  uint8_t *bytes = file == NULL ? NULL : aligned_alloc(16, (most + 32) / 16 * 16);
  *size = bytes == NULL ? 0 : fread(bytes, 1, most + 1, file);
  if (bytes == NULL || ferror(file)) {
    cellctl_fail(CELLCTL_USAGE, "%s cannot be read: %s", given, strerror(errno));
    free(bytes);
    bytes = NULL;
  } else if (*size > most) {
    cellctl_fail(CELLCTL_USAGE, "%s is longer than the %zu KiB that a cell may have", given, most / 1024);
    free(bytes);
    bytes = NULL;
  }
  if (file != NULL) fclose(file);
  return bytes;
}

int64_t cellctl_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000'000) + now.tv_nsec / 1000;
}
