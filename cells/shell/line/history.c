// SPDX-License-Identifier: Apache-2.0
// history: the lines that were entered, newest first.
#include "cells/shell/line/parts.h"
#include "kernel/base/text.h"

const char *line_recall(const struct line *line, uint32_t n) {
  const struct line_history *history = &line->history;
  if (n == 0 || n > history->count) return NULL;
  return history->entries[(history->newest + LINE_HISTORY - (n - 1)) % LINE_HISTORY];
}

static bool is_blank(const char *text) {
  while (*text == ' ')
    text++;
  return *text == '\0';
}

void line_remember(struct line *line) {
  struct line_history *history = &line->history;
  const char *newest = line_recall(line, 1);
  if (is_blank(line->text) || (newest != NULL && text_equal(newest, line->text))) return;
  if (history->count > 0) history->newest = (history->newest + 1) % LINE_HISTORY;
  if (history->count < LINE_HISTORY) history->count++;
  text_copy(history->entries[history->newest], SHELL_LINE, line->text);
}

bool line_recall_older(struct line *line) {
  const char *older = line_recall(line, line->recalled + 1);
  if (older == NULL) return false;
  if (line->recalled == 0) text_copy(line->draft, SHELL_LINE, line->text);
  line->recalled++;
  line_set(line, older);
  return true;
}

bool line_recall_newer(struct line *line) {
  if (line->recalled == 0) return false;
  line->recalled--;
  line_set(line, line->recalled == 0 ? line->draft : line_recall(line, line->recalled));
  return true;
}
