// SPDX-License-Identifier: Apache-2.0
// edit: what the editing keys do to the text; showing it is show.c's part.
#include "cells/shell/line/parts.h"
#include "kernel/base/text.h"

static void move(char *to, const char *from, uint32_t length) {
  __builtin_memmove(to, from, length);
}

void line_set(struct line *line, const char *text) {
  text_copy(line->text, SHELL_LINE, text);
  line->length = (uint32_t)text_length(line->text);
  line->cursor = line->length;
}

bool line_put(struct line *line, const char *text, uint32_t length) {
  if (length >= SHELL_LINE - line->length) {
    line->overflowed = true;
    return false;
  }
  char *at = line->text + line->cursor;
  move(at + length, at, line->length - line->cursor + 1);
  move(at, text, length);
  line->length += length;
  line->cursor += length;
  return true;
}

static bool take_out(struct line *line, uint32_t from, uint32_t to) {
  if (from >= to) return false;
  move(line->text + from, line->text + to, line->length - to + 1);
  line->length -= to - from;
  line->cursor = from;
  return true;
}

// Takes out and keeps for Ctrl-Y. Kills in a row add up on the side they come from; they are parts of one line, so they fit.
static bool kill(struct line *line, uint32_t from, uint32_t to, bool was_killing) {
  if (from >= to) return false;
  uint32_t length = to - from, before = was_killing ? line->killed_length : 0;
  if (before + length >= SHELL_LINE) before = 0;
  bool in_front = to == line->cursor;
  char *at = line->killed + (in_front ? 0 : before);
  if (in_front) move(line->killed + length, line->killed, before);
  move(at, line->text + from, length);
  line->killed_length = before + length;
  line->killing = true;
  return take_out(line, from, to);
}

static bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static uint32_t word_left(const struct line *line) {
  uint32_t at = line->cursor;
  while (at > 0 && !in_word(line->text[at - 1]))
    at--;
  while (at > 0 && in_word(line->text[at - 1]))
    at--;
  return at;
}

static uint32_t word_right(const struct line *line) {
  uint32_t at = line->cursor;
  while (at < line->length && !in_word(line->text[at]))
    at++;
  while (at < line->length && in_word(line->text[at]))
    at++;
  return at;
}

static uint32_t blank_word_left(const struct line *line) {
  uint32_t at = line->cursor;
  while (at > 0 && line->text[at - 1] == ' ')
    at--;
  while (at > 0 && line->text[at - 1] != ' ')
    at--;
  return at;
}

static bool go(struct line *line, uint32_t to) {
  if (to == line->cursor) return false;
  line->cursor = to;
  return true;
}

// Swaps the characters around the cursor and steps on; at the end, the last two.
static bool transpose(struct line *line) {
  if (line->cursor == 0 || line->length < 2) return false;
  if (line->cursor == line->length) line->cursor--;
  char *at = line->text + line->cursor;
  char before = at[-1];
  at[-1] = at[0];
  at[0] = before;
  line->cursor++;
  return true;
}

// What a key does; false: it could not be done.
static bool act(struct line *line, enum key key, bool was_killing) {
  uint32_t cursor = line->cursor, length = line->length;
  switch (key) {
  case KEY_LEFT: return cursor > 0 && go(line, cursor - 1);
  case KEY_RIGHT: return cursor < length && go(line, cursor + 1);
  case KEY_HOME: return go(line, 0) || true;
  case KEY_END: return go(line, length) || true;
  case KEY_WORD_LEFT: return go(line, word_left(line));
  case KEY_WORD_RIGHT: return go(line, word_right(line));
  case KEY_BACKSPACE: return cursor > 0 && take_out(line, cursor - 1, cursor);
  case KEY_DELETE: return cursor < length && take_out(line, cursor, cursor + 1);
  case KEY_KILL_TO_END: return kill(line, cursor, length, was_killing);
  case KEY_KILL_TO_START: return kill(line, 0, cursor, was_killing);
  case KEY_KILL_BLANK_WORD: return kill(line, blank_word_left(line), cursor, was_killing);
  case KEY_KILL_WORD_LEFT: return kill(line, word_left(line), cursor, was_killing);
  case KEY_KILL_WORD_RIGHT: return kill(line, cursor, word_right(line), was_killing);
  case KEY_YANK: return line->killed_length > 0 && line_put(line, line->killed, line->killed_length);
  case KEY_TRANSPOSE: return transpose(line);
  case KEY_UP: return line_recall_older(line);
  case KEY_DOWN: return line_recall_newer(line);
  default: return false;
  }
}

bool line_edit(struct line *line, enum key key) {
  if (key < KEY_LEFT || key > KEY_TRANSPOSE) return false;
  bool was_killing = line->killing;
  line->killing = false;
  if (act(line, key, was_killing))
    line_refresh(line);
  else
    line_bell(line);
  return true;
}
