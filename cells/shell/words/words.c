// SPDX-License-Identifier: Apache-2.0
// words: splitting and likeness of words.
#include "cells/shell/words/words.h"

#include "kernel/base/text.h"

enum { DISTANCE_LONGEST = 31, DISTANCE_FAR = 255 };

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static bool is_mark(char c) {
  return c == '|' || c == '<' || c == '>';
}

// The mark that begins at line[*at].
static enum words_mark take_mark(const char *line, size_t length, size_t *at) {
  char c = line[(*at)++];
  if (c == '|') return WORDS_PIPE;
  if (c == '<') return WORDS_FROM;
  if (*at == length || line[*at] != '>') return WORDS_TO;
  (*at)++;
  return WORDS_ADD;
}

// Reads one word from line[*at] on into *to; *at is on no blank. Leaves the quote that is still open in words->quote.
static void take_word(const char *line, size_t length, size_t *at, struct words *words, char **to) {
  for (; *at < length; (*at)++) {
    char c = line[*at];
    if (words->quote != '\0') {
      if (c == words->quote)
        words->quote = '\0';
      else
        *(*to)++ = c;
    } else if (c == '\'' || c == '"') {
      words->quote = c;
    } else if (is_blank(c) || is_mark(c)) {
      break;
    } else {
      *(*to)++ = c;
    }
  }
  *(*to)++ = '\0';
}

status_t words_split(const char *line, size_t length, struct words *words) {
  *words = (struct words){.starts_new = true};
  if (length >= SHELL_LINE) return FULL;
  char *to =
      words->text;  // never more bytes than the line: a word's NUL stands where a blank, a mark or the line's end was
  for (size_t at = 0;;) {
    while (at < length && is_blank(line[at]))
      at++;
    if (at == length) break;
    if (words->count == SHELL_WORDS - 1) {
      *words = (struct words){};
      return FULL;
    }
    if (is_mark(line[at])) {  // an empty text: the last byte, which no line reaches
      words->words[words->count] = &words->text[SHELL_LINE - 1];
      words->marks[words->count++] = take_mark(line, length, &at);
      words->starts_new = true;
      continue;
    }
    words->words[words->count++] = to;
    take_word(line, length, &at, words, &to);
    words->starts_new = at < length;
  }
  return words->quote == '\0' ? OK : INVALID;
}

static uint32_t least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

uint32_t words_distance(const char *a, const char *b) {
  size_t rows = text_length_at_most(a, DISTANCE_LONGEST + 1), columns = text_length_at_most(b, DISTANCE_LONGEST + 1);
  if (rows > DISTANCE_LONGEST || columns > DISTANCE_LONGEST) return DISTANCE_FAR;
  uint8_t before[DISTANCE_LONGEST + 1] = {}, above[DISTANCE_LONGEST + 1], row[DISTANCE_LONGEST + 1];
  for (size_t j = 0; j <= columns; j++)
    above[j] = (uint8_t)j;
  for (size_t i = 1; i <= rows; i++) {
    row[0] = (uint8_t)i;
    for (size_t j = 1; j <= columns; j++) {
      uint32_t cost = above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
      cost = least(cost, least(above[j] + 1u, row[j - 1] + 1u));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = least(cost, before[j - 2] + 1u);
      row[j] = (uint8_t)cost;
    }
    for (size_t j = 0; j <= columns; j++)
      before[j] = above[j], above[j] = row[j];
  }
  return above[columns];
}
