// SPDX-License-Identifier: Apache-2.0
// Reads output as it comes, line by line.
#include "tools/cellctl/pause.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void take_line(struct pause_watch *watch) {
  watch->line[watch->count] = 0;
  const char *at = strstr(watch->line, "paused ");
  if (at == NULL) return;
  at += strlen("paused ");
  size_t digits = strspn(at, "0123456789.,");
  size_t unit = at[digits] == ' ' ? 1 + strspn(at + digits + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
  if (digits > 0 && unit > 1) snprintf(watch->found, sizeof watch->found, "%.*s", (int)(digits + unit), at);
}

void pause_look(struct pause_watch *watch, const void *bytes, size_t count) {
  for (const char *byte = bytes; count > 0; byte++, count--) {
    if (*byte == '\n') {
      take_line(watch);
      watch->count = 0;
    } else if (watch->count < sizeof watch->line - 1) {
      watch->line[watch->count++] = *byte;
    }
  }
}

const char *pause_grouped(uint64_t number, char *text, size_t size) {
  char plain[32];
  int digits = snprintf(plain, sizeof plain, "%" PRIu64, number);
  size_t at = 0;
  for (int i = 0; i < digits && at + 2 < size; i++) {
    if (i > 0 && (digits - i) % 3 == 0) text[at++] = ',';
    text[at++] = plain[i];
  }
  text[at] = 0;
  return text;
}
