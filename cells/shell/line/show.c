// SPDX-License-Identifier: Apache-2.0
// show: what the terminal must be sent so that it shows prompt, text and cursor.
//
// When its last column is filled, one terminal goes to the next row at once, another only with the next character (xterm's
// "pending wrap"). So when the text ends there, a blank and a return are sent behind it, as readline does: then the cursor is at
// the beginning of the next row on both.
#include "cells/shell/line/parts.h"
#include "kernel/base/text.h"

void line_out(struct line *line, const char *text) {
  // LINE_OUT is more than one refresh and a few control sequences, which is all that a byte leads to.
  text_copy(line->out + line->out_length, LINE_OUT - line->out_length, text);
  line->out_length += (uint32_t)text_length(line->out + line->out_length);
}

static void out_number(struct line *line, uint32_t number, char letter) {
  if (number == 0) return;
  char sequence[16];
  text_format(sequence, sizeof sequence, "\x1b[%u%c", number, letter);
  line_out(line, sequence);
}

void line_bell(struct line *line) {
  line_out(line, "\a");
}

// Shows the prompt that fits; returns how many columns it takes.
static uint32_t out_prompt(struct line *line) {
  char search[LINE_PATTERN + 24];
  const char *prompt = line->prompt;
  if (line->searching) {
    text_format(search, sizeof search, "(%s '%s') ", line->search_failed ? "no match" : "search", line->pattern);
    prompt = search;
  }
  if (line->terminal) line_out(line, "\x1b[1;36m");
  line_out(line, prompt);
  if (line->terminal) line_out(line, "\x1b[0m");
  return (uint32_t)text_length(prompt);
}

// Prompt, text and cursor from the first column on; `erase`: other text may stand behind it.
static void draw(struct line *line, bool erase) {
  uint32_t prompt = out_prompt(line);
  line_out(line, line->text);
  uint32_t end = prompt + line->length, cursor = prompt + line->cursor;
  if (end % line->columns == 0) line_out(line, " \r");
  if (erase) line_out(line, "\x1b[J");
  out_number(line, end / line->columns - cursor / line->columns, 'A');
  line->shown_row = cursor / line->columns;
  if (cursor == end) return;
  line_out(line, "\r");
  out_number(line, cursor % line->columns, 'C');
}

void line_refresh(struct line *line) {
  out_number(line, line->shown_row, 'A');
  line_out(line, "\r");
  draw(line, true);
}

void line_draw(struct line *line) {
  line->shown_row = 0;
  draw(line, false);
}

void line_refresh_appended(struct line *line) {
  uint32_t end = (uint32_t)text_length(line->prompt) + line->length;
  if (line->searching || line->cursor != line->length || end % line->columns == 0) {
    line_refresh(line);
    return;
  }
  line_out(line, line->text + line->length - 1);
}

void line_leave(struct line *line, const char *mark) {
  uint32_t end = (uint32_t)text_length(line->prompt) + line->length;
  if (line->cursor != line->length) {
    line->cursor = line->length;
    line_refresh(line);
  }
  line_out(line, mark);
  if (end % line->columns != 0 || *mark != '\0') line_out(line, "\n");  // else the cursor is on an empty row already
  line->shown_row = 0;
}

// As far to the right as there is, then "where is the cursor" (ECMA-48 8.3.35, DSR 6). Who does not answer keeps 80 columns.
void line_ask_width(struct line *line) {
  if (!line->terminal) return;
  line_out(line, "\x1b[999C\x1b[6n\r");
  line->width_asked = true;
}

void line_take_width(struct line *line, uint32_t columns) {
  if (!line->width_asked) return;
  line->width_asked = false;
  if (columns < LINE_COLUMNS_LEAST || columns == line->columns) return;
  line->columns = columns;
  if (line->length > 0) line_refresh(line);
}
