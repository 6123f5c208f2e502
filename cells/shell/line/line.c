// SPDX-License-Identifier: Apache-2.0
// line: from a byte to what it does.
#include "cells/shell/line/line.h"

#include "cells/shell/line/parts.h"
#include "kernel/base/text.h"

void line_init(struct line *line, const char *prompt, bool terminal) {
  *line = (struct line){.terminal = terminal, .columns = LINE_COLUMNS};
  text_copy(line->prompt, LINE_PROMPT, prompt);
}

void line_begin(struct line *line) {
  line->out_length = 0;
  line->length = line->cursor = 0;
  line->text[0] = '\0';
  line->overflowed = line->killing = line->searching = false;
  line->recalled = 0;
  line_ask_width(line);
  line_draw(line);
}

void line_pause(struct line *line) {
  uint32_t cursor = line->cursor;
  line->out_length = 0;
  line_leave(line, "");
  line->cursor = cursor;
}

void line_show(struct line *line) {
  line->out_length = 0;
  line_draw(line);
}

bool line_insert(struct line *line, const char *text) {
  line->out_length = 0;
  bool overflowed = line->overflowed;  // what the user did not type does not count as lost
  bool done = line_put(line, text, (uint32_t)text_length_at_most(text, SHELL_LINE));
  line->overflowed = overflowed;
  if (done)
    line_refresh(line);
  else
    line_bell(line);
  return done;
}

static enum line_event enter(struct line *line) {
  line_leave(line, "");
  line_remember(line);
  return line->overflowed ? LINE_TOO_LONG : LINE_ENTERED;
}

static enum line_event end_of_input(struct line *line) {
  if (line->length > 0) {
    line_edit(line, KEY_DELETE);
    return LINE_MORE;
  }
  line_leave(line, "");
  return LINE_ENDED;
}

static void type(struct line *line, char c) {
  line->killing = false;
  if (line_put(line, &c, 1))
    line_refresh_appended(line);
  else
    line_bell(line);
}

enum line_event line_take(struct line *line, uint8_t byte) {
  line->out_length = 0;
  line->out[0] = '\0';
  enum key key = keys_take(&line->keys, byte);
  if (line->searching && line_search_key(line, key)) return LINE_MORE;
  switch (key) {
  case KEY_NONE: return LINE_MORE;
  case KEY_ENTER: return enter(line);
  case KEY_TAB: return LINE_COMPLETE;
  case KEY_INTERRUPT: line_leave(line, "^C"); return LINE_CANCELLED;
  case KEY_END_OF_INPUT: return end_of_input(line);
  case KEY_POSITION: line_take_width(line, line->keys.parameters[1]); return LINE_MORE;
  case KEY_SEARCH: line_search_begin(line); return LINE_MORE;
  case KEY_CLEAR:
    line_out(line, "\x1b[H\x1b[2J");
    line_draw(line);
    return LINE_MORE;
  default: break;
  }
  if (key >= ' ' && key <= '~')
    type(line, (char)key);
  else if (!line_edit(line, key))
    line_bell(line);
  return LINE_MORE;
}
