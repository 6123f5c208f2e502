// SPDX-License-Identifier: Apache-2.0
// search: Ctrl-R: the newest line of the history that holds what is typed, then older ones.
#include "cells/shell/line/parts.h"
#include "kernel/base/text.h"

// Where the pattern stands in the text; the empty one at its end. UINT32_MAX: nowhere.
static uint32_t find(const char *text, const char *pattern) {
  if (*pattern == '\0') return (uint32_t)text_length(text);
  for (uint32_t at = 0; text[at] != '\0'; at++)
    if (text_starts(text + at, pattern)) return at;
  return UINT32_MAX;
}

// Shows the first match from the n-th newest on, or keeps what is shown and says that there is none.
static void look(struct line *line, uint32_t n) {
  for (const char *text; (text = line_recall(line, n)) != NULL; n++) {
    uint32_t at = find(text, line->pattern);
    if (at == UINT32_MAX) continue;
    line_set(line, text);
    line->cursor = at;
    line->search_at = n;
    line->search_failed = false;
    return;
  }
  line->search_failed = true;
}

void line_search_begin(struct line *line) {
  if (line->recalled == 0) text_copy(line->draft, SHELL_LINE, line->text);
  line->searching = true;
  line->search_failed = false;
  line->search_at = 0;
  line->pattern_length = 0;
  line->pattern[0] = '\0';
  line_refresh(line);
}

static void search_on(struct line *line, uint32_t from) {
  look(line, from);
  line_refresh(line);
  if (line->search_failed) line_bell(line);
}

static void stop(struct line *line, bool keep) {
  line->searching = false;
  if (keep && line->search_at > 0) {
    line->recalled = line->search_at;
  } else if (!keep) {
    line->recalled = 0;
    line_set(line, line->draft);
  }
  line_refresh(line);
}

static void add(struct line *line, char c) {
  if (line->pattern_length == LINE_PATTERN - 1) {
    line_bell(line);
    return;
  }
  line->pattern[line->pattern_length++] = c;
  line->pattern[line->pattern_length] = '\0';
  search_on(line, line->search_at == 0 ? 1 : line->search_at);
}

static void shorten(struct line *line) {
  if (line->pattern_length == 0) {
    line_bell(line);
    return;
  }
  line->pattern[--line->pattern_length] = '\0';
  if (line->pattern_length > 0)
    search_on(line, 1);
  else
    line_refresh(line);
}

bool line_search_key(struct line *line, enum key key) {
  switch (key) {
  case KEY_NONE: return true;
  case KEY_SEARCH: search_on(line, line->search_at + 1); return true;
  case KEY_BACKSPACE: shorten(line); return true;
  case KEY_ABORT:
  case KEY_INTERRUPT: stop(line, false); return true;
  case KEY_FOREIGN: line_bell(line); return true;
  case KEY_POSITION: return false;
  default: break;
  }
  if (key >= ' ' && key <= '~') {
    add(line, (char)key);
    return true;
  }
  stop(line, true);
  return false;
}
