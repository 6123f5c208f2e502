// SPDX-License-Identifier: Apache-2.0
// SipHash-2-4 (Aumasson and Bernstein, INDOCRYPT 2012), and texts that grow.
#include "tools/cell/celltool/fingerprint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t rotate(uint64_t value, int bits) {
  return value << bits | value >> (64 - bits);
}

static void rounds(uint64_t v[4], int count) {
  for (int i = 0; i < count; i++) {
    v[0] += v[1], v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1], v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
  }
}

static uint64_t little_endian(const uint8_t *bytes, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; i++)
    value |= (uint64_t)bytes[i] << 8 * i;
  return value;
}

uint64_t siphash(const uint8_t key[16], const uint8_t *bytes, size_t size) {
  uint64_t k0 = little_endian(key, 8), k1 = little_endian(key + 8, 8);
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
  for (size_t at = 0;; at += 8) {
    bool last = size - at < 8;
    uint64_t word = little_endian(bytes + at, last ? size - at : 8) | (last ? (uint64_t)size << 56 : 0);
    v[3] ^= word;
    rounds(v, 2);
    v[0] ^= word;
    if (last) break;
  }
  v[2] ^= 0xff;
  rounds(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void out_of_memory(void) {
  fputs("error: celltool: out of memory\n", stderr);
  exit(1);
}

void tool_add(struct tool_text *text, const char *bytes, size_t size) {
  if (text->room - text->size < size) {
    text->room = 2 * (text->size + size);
    text->bytes = realloc(text->bytes, text->room);
    if (text->bytes == NULL) out_of_memory();
  }
  if (size != 0) memcpy(text->bytes + text->size, bytes, size);
  text->size += size;
}

void tool_add_format(struct tool_text *text, const char *format, ...) {
  va_list arguments;
  char *line;
  va_start(arguments, format);
  int size = vasprintf(&line, format, arguments);
  va_end(arguments);
  if (size < 0) out_of_memory();
  tool_add(text, line, (size_t)size);
  free(line);
}

uint64_t tool_fingerprint(const struct tool_text *text) {
  static const uint8_t key[16] = {0};
  return siphash(key, (const uint8_t *)text->bytes, text->size);
}
