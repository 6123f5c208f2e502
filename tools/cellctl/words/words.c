// SPDX-License-Identifier: Apache-2.0
#include "tools/cellctl/words/words.h"

#include <stdlib.h>
#include <string.h>

char *words_line(char **rest) {
  char *line = *rest;
  *rest += strcspn(*rest, "\n");
  if (**rest != 0) *(*rest)++ = 0;
  line[strcspn(line, "\r")] = 0;
  return line;
}

size_t words_cut(char *line, char *words[], size_t most) {
  size_t count = 0;
  while (count < most) {
    line += strspn(line, " ");
    if (*line == 0) break;
    bool quoted = *line == '"';
    words[count++] = line += quoted;
    line += strcspn(line, quoted ? "\"" : " ");
    if (*line != 0) *line++ = 0;
  }
  return count;
}

bool words_number(const char *word, uint64_t *value) {
  char *end;
  *value = strtoull(word, &end, 10);
  return *word >= '0' && *word <= '9' && *end == 0;
}

bool words_numbers(char *const words[], size_t count, uint64_t *const values[]) {
  for (size_t i = 0; i < count; i++)
    if (!words_number(words[i], values[i])) return false;
  return true;
}

void *words_grow(void *table, size_t count, size_t size) {
  if ((count & (count - 1)) != 0) return table;
  return realloc(table, (count == 0 ? 1 : 2 * count) * size);
}
