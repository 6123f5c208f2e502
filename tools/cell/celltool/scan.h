// SPDX-License-Identifier: Apache-2.0
// scan: the tokens of preprocessed C text, and which line of which file each is from.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct scan {
  const char *label;  // of the cell, for sentences
  const char *at;     // behind the last token
  const char *token;  // where the last one starts
  char file[512];
  unsigned line;
};

bool scan_is_word(char c);
// The end of the token at `at`, which is not white space: identifiers, numbers and literals are whole, all else is one
// character.
const char *scan_token_end(const char *at);
// Moves to the next token and takes line markers (`# 12 "file" 1`) on the way. Other lines with # are skipped.
void scan_skip_space(struct scan *scan);
// The next token into `word`, a literal as a quote; false at the end.
bool scan_next(struct scan *scan, char *word, size_t size);
// Skips a bracketed group whose opening token was just read.
void scan_skip_group(struct scan *scan);
// `./a.h` and `a.h` are one file. False: the line is no line marker.
bool scan_line_marker(const char *line, char file[512], unsigned *number);
