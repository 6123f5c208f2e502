// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/commands/graph/wrap/wrap.h"

#include "kernel/base/text.h"

void wrap_start(struct wrap *wrap, const char *heading, uint32_t indent) {
  *wrap = (struct wrap){.indent = indent < WRAP_WIDTH / 2 ? indent : WRAP_WIDTH / 2};
  text_copy(wrap->line, sizeof wrap->line, heading);
  wrap->length = (uint32_t)text_length(wrap->line);
}

static void blanks(struct wrap *wrap, uint32_t column) {
  while (wrap->length < column)
    wrap->line[wrap->length++] = ' ';
  wrap->line[wrap->length] = '\0';
}

static void put(struct wrap *wrap, const char *text) {
  text_copy(wrap->line + wrap->length, sizeof wrap->line - wrap->length, text);
  wrap->length += (uint32_t)text_length(wrap->line + wrap->length);
}

bool wrap_add(struct wrap *wrap, const char *word) {
  // Room for ", " before it and for a "," behind it, if another one follows in the next line.
  uint32_t at = wrap->words == 0 && wrap->length + 2 <= wrap->indent ? wrap->indent : wrap->length + 2;
  if (at + text_length(word) + 1 > WRAP_WIDTH) {
    if (wrap->words > 0) put(wrap, ",");
    return false;
  }
  if (wrap->words > 0) put(wrap, ",");
  blanks(wrap, at);
  put(wrap, word);
  wrap->words++;
  return true;
}

void wrap_next(struct wrap *wrap, const char *word) {
  wrap->length = 0;
  blanks(wrap, wrap->indent);
  put(wrap, word);
  wrap->words++;
}
