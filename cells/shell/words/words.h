// SPDX-License-Identifier: Apache-2.0
// words: takes a command line apart, and tells which known word somebody may have meant.
//
// Words are parted by blanks. '...' and "..." keep blanks and each other's marks, also in the middle of a word; there is no
// escape character: 'it'"'"'s' is one word. An empty pair of quotes is an empty word. Outside of them '|', '<', '>' and ">>" are marks: words of their
// own, blanks or not, with an empty text.
//
// Context  any; nothing blocks.
// Owns     struct words is the caller's, on its stack or in its transaction, and points into itself: it must not be moved or copied.
// State    none.
// Errors   INVALID: a quote is not closed; what follows it is one word to the end. FULL: more than SHELL_WORDS - 1 words, or a
//          line of more than SHELL_LINE - 1 bytes; then there are no words.
#pragma once
#include "cells/shell/command.h"

enum words_mark : uint8_t { WORDS_TEXT, WORDS_PIPE, WORDS_FROM, WORDS_TO, WORDS_ADD };

struct words {
  int32_t count;
  bool starts_new;                 // the line ends in a blank, or is empty: what is typed next begins a word
  char quote;                      // the quote that is open at the end, or NUL
  const char *words[SHELL_WORDS];  // words[count] is null
  uint8_t marks[SHELL_WORDS];      // enum words_mark
  char text[SHELL_LINE];
};

READ status_t words_split(const char *line, size_t length, struct words *words);
// How many insertions, removals, replacements and swaps of neighbours make one of the other (optimal string alignment); texts
// longer than 31 bytes count as entirely different: 255.
READ uint32_t words_distance(const char *a, const char *b);
