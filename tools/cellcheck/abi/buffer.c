// SPDX-License-Identifier: Apache-2.0
// Strings and arrays that grow.
#include "tools/cellcheck/abi/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_end(void *memory) {
  if (memory != NULL) return memory;
  fputs("error: out of memory\n", stderr);
  exit(2);
}

void buffer_add(struct buffer *text, const char *bytes, size_t size) {
  if (text->room <= text->size + size) {
    text->room = 2 * (text->size + size) + 64;
    text->bytes = or_end(realloc(text->bytes, text->room));
  }
  if (size != 0) memcpy(text->bytes + text->size, bytes, size);
  text->size += size;
  text->bytes[text->size] = 0;
}

void buffer_put(struct buffer *text, const char *string) {
  buffer_add(text, string, strlen(string));
}

void buffer_format(struct buffer *text, const char *format, ...) {
  char line[512];
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int size = vsnprintf(line, sizeof line, format, arguments);
  if (size >= 0 && (size_t)size < sizeof line) {
    buffer_add(text, line, (size_t)size);
  } else if (size >= 0) {
    char *longer = or_end(malloc((size_t)size + 1));
    vsnprintf(longer, (size_t)size + 1, format, again);
    buffer_add(text, longer, (size_t)size);
    free(longer);
  }
  va_end(again);
  va_end(arguments);
}

void buffer_free(struct buffer *text) {
  free(text->bytes);
  *text = (struct buffer){0};
}

void *buffer_grow(void *array, size_t count, size_t *room, size_t size) {
  if (count < *room) return array;
  *room = 2 * *room + 16;
  return or_end(realloc(array, *room * size));
}
