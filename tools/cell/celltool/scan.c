// SPDX-License-Identifier: Apache-2.0
// Tokens of preprocessed text.
#include "tools/cell/celltool/scan.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool scan_is_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

bool scan_line_marker(const char *line, char file[512], unsigned *number) {
  char name[512];
  if (sscanf(line, "# %u \"%511[^\"]\"", number, name) != 2) return false;
  strcpy(file, strncmp(name, "./", 2) == 0 ? name + 2 : name);
  return true;
}

void scan_skip_space(struct scan *scan) {
  for (;; scan->at++) {
    if (*scan->at == '\n') scan->line++;
    if (scan->at[0] == '\n' && scan->at[1] == '#') {
      const char *end = strchr(scan->at + 1, '\n');
      unsigned line;
      if (scan_line_marker(scan->at + 1, scan->file, &line)) scan->line = line - 1;
      if (end == NULL) end = scan->at + strlen(scan->at);
      scan->at = end - 1;
      continue;
    }
    if (!isspace((unsigned char)*scan->at)) return;
  }
}

const char *scan_token_end(const char *at) {
  if (*at == '"' || *at == '\'') {
    char quote = *at++;
    while (*at != 0 && *at != quote)
      at += *at == '\\' && at[1] != 0 ? 2 : 1;
    return *at == quote ? at + 1 : at;
  }
  bool number = isdigit((unsigned char)*at), word = scan_is_word(*at);
  at++;
  while (word && (scan_is_word(*at) || (number && *at == '\'' && scan_is_word(at[1]))))
    at++;
  return at;
}

bool scan_next(struct scan *scan, char *word, size_t size) {
  scan_skip_space(scan);
  scan->token = scan->at;
  if (*scan->at == 0) return false;
  scan->at = scan_token_end(scan->at);
  size_t length = (size_t)(scan->at - scan->token);
  if (*scan->token == '"' || *scan->token == '\'') length = 1;
  if (length > size - 1) length = size - 1;
  memcpy(word, scan->token, length);
  if (length == 1 && word[0] == '\'') word[0] = '"';
  word[length] = 0;
  return true;
}

void scan_skip_group(struct scan *scan) {
  char word[256];
  int depth = 1;
  while (depth > 0 && scan_next(scan, word, sizeof word)) {
    if (strchr("([{", word[0]) != NULL) depth++;
    if (strchr(")]}", word[0]) != NULL) depth--;
  }
}
