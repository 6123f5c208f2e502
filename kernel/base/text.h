// SPDX-License-Identifier: Apache-2.0
// text: strings and formatted text for cells. Plain code, linked privately into each cell that uses it; the host's unit
// tests use the same source under the same names (no clash with libc).
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

size_t text_length(const char *text);
size_t text_length_at_most(const char *text, size_t most);
bool text_equal(const char *a, const char *b);
bool text_before(const char *a, const char *b);  // in order of bytes
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
// Copies at most size-1 bytes and ends with NUL (size > 0); returns false when it was cut.
bool text_copy(char *to, size_t size, const char *from);
// A whole decimal or 0x number, nothing else around it; false: not one, or too large.
bool text_number(const char *text, uint64_t *value);

// printf into to[size] (size > 0, always NUL-terminated); returns the length that it would have had.
// Conversions: %% %c %s %d %i %u %x %X %p, flags 0 - +, width, precision (also *), h hh l ll z t j.
size_t text_format(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t text_format_list(char *to, size_t size, const char *format, va_list arguments);
// A number of bytes for people, rounded down to a tenth: "512 B", "3.2 KiB", "128.0 MiB". 12 bytes are always enough.
void text_bytes(char *to, size_t size, uint64_t bytes);

#ifdef __cplusplus
}
#endif
