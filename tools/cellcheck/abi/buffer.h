// SPDX-License-Identifier: Apache-2.0
// buffer: strings that grow. A program without memory ends with a sentence.
#pragma once
#include <stddef.h>

struct buffer {
  char *bytes;  // a NUL stands behind them, once something was added
  size_t size, room;
};

void buffer_add(struct buffer *text, const char *bytes, size_t size);
void buffer_put(struct buffer *text, const char *string);
void buffer_format(struct buffer *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *text);
// `size` bytes more for an array of `count` things; ends the program when there are none.
void *buffer_grow(void *array, size_t count, size_t *room, size_t size);
