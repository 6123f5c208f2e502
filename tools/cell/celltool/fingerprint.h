// SPDX-License-Identifier: Apache-2.0
// fingerprint: 64 bits that stand for a text, and the text that grows until it is hashed.
//
// SipHash-2-4 with a key of zeros: every bit of the text changes each bit of the result with even odds, and it gives 64
// bits by design; a cut SHA-2 would be as good and three times the code, and the plain multiply-and-add hashes let
// neighbouring texts collide far more often than chance does. The key is known, so it is a guard against mistakes and
// not against forgers: whoever may hand the system a cell may hand it any code.
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t siphash(const uint8_t key[16], const uint8_t *bytes, size_t size);

struct tool_text {
  char *bytes;  // no NUL behind them
  size_t size, room;
};
void tool_add(struct tool_text *text, const char *bytes, size_t size);
void tool_add_format(struct tool_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t tool_fingerprint(const struct tool_text *text);
