// SPDX-License-Identifier: Apache-2.0
// text: strings and formatted text, after the printf of C23 (7.23.6.1) as far as text.h promises it.
#include "kernel/base/text.h"

#include <limits.h>

size_t text_length(const char *text) {
  size_t length = 0;
  while (text[length] != '\0')
    length++;
  return length;
}

size_t text_length_at_most(const char *text, size_t most) {
  size_t length = 0;
  while (length < most && text[length] != '\0')
    length++;
  return length;
}

bool text_equal(const char *a, const char *b) {
  for (size_t i = 0; a[i] == b[i]; i++)
    if (a[i] == '\0') return true;
  return false;
}

bool text_before(const char *a, const char *b) {
  while (*a == *b && *a != '\0')
    a++, b++;
  return (unsigned char)*a < (unsigned char)*b;
}

bool text_starts(const char *text, const char *prefix) {
  while (*prefix != '\0' && *text == *prefix)
    text++, prefix++;
  return *prefix == '\0';
}

bool text_ends(const char *text, const char *suffix) {
  size_t length = text_length(text), tail = text_length(suffix);
  return tail <= length && text_equal(text + length - tail, suffix);
}

bool text_copy(char *to, size_t size, const char *from) {
  if (size == 0) return false;
  size_t length = 0;
  for (; length + 1 < size && from[length] != '\0'; length++)
    to[length] = from[length];
  to[length] = '\0';
  return from[length] == '\0';
}

// The value of a digit, or 255 for anything else.
static uint8_t digit_value(char c) {
  if (c >= '0' && c <= '9') return (uint8_t)(c - '0');
  if (c >= 'a' && c <= 'f') return (uint8_t)(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return (uint8_t)(c - 'A' + 10);
  return 255;
}

bool text_number(const char *text, uint64_t *value) {
  uint64_t base = 10, sum = 0;
  if (text[0] == '0' && text[1] == 'x') base = 16, text += 2;
  if (*text == '\0') return false;
  for (; *text != '\0'; text++) {
    uint64_t digit = digit_value(*text);
    if (digit >= base || sum > (UINT64_MAX - digit) / base) return false;
    sum = sum * base + digit;
  }
  *value = sum;
  return true;
}

// Where formatted text goes: what does not fit is counted and not stored.
struct text_sink {
  char *to;
  size_t size, length;
};

// One conversion, as read from the format.
struct text_conversion {
  bool left, zero, plus;
  size_t width;
  bool has_precision;
  size_t precision;
  char length;  // 0, 'h', 'l', 'z', 't', 'j'; 'H' stands for hh, 'L' for ll
  char letter;
};

static void put(struct text_sink *sink, char c) {
  if (sink->length + 1 < sink->size) sink->to[sink->length] = c;
  sink->length++;
}

// Padding of any width costs no more than what fits.
static void put_many(struct text_sink *sink, char c, size_t count) {
  while (count > 0 && sink->length + 1 < sink->size)
    put(sink, c), count--;
  sink->length += count;
}

static void put_padded(struct text_sink *sink, const struct text_conversion *conversion, const char *text,
                       size_t length) {
  size_t padding = conversion->width > length ? conversion->width - length : 0;
  if (!conversion->left) put_many(sink, ' ', padding);
  for (size_t i = 0; i < length; i++)
    put(sink, text[i]);
  if (conversion->left) put_many(sink, ' ', padding);
}

static void put_string(struct text_sink *sink, const struct text_conversion *conversion, const char *text) {
  size_t most = conversion->has_precision ? conversion->precision : SIZE_MAX;
  if (text == NULL) text = most >= 6 ? "(null)" : "";
  put_padded(sink, conversion, text, text_length_at_most(text, most));
}

// A number as sign or prefix, zeros, digits; the zeros come from the precision or else from the flag 0.
static void put_number(struct text_sink *sink, const struct text_conversion *conversion, uint64_t value,
                       const char *prefix, unsigned base) {
  char digits[20];
  size_t count = 0, prefix_length = text_length(prefix);
  char ten = conversion->letter == 'X' ? 'A' : 'a';
  for (; value > 0; value /= base) {
    unsigned digit = (unsigned)(value % base);
    digits[count++] = digit < 10 ? (char)('0' + digit) : (char)(ten + digit - 10);
  }
  size_t least = conversion->has_precision ? conversion->precision : 1;
  if (!conversion->has_precision && conversion->zero && !conversion->left && conversion->width > prefix_length)
    least = conversion->width - prefix_length;
  size_t zeros = least > count ? least - count : 0;
  size_t length = prefix_length + zeros + count;
  size_t padding = conversion->width > length ? conversion->width - length : 0;
  if (!conversion->left) put_many(sink, ' ', padding);
  for (const char *c = prefix; *c != '\0'; c++)
    put(sink, *c);
  put_many(sink, '0', zeros);
  while (count > 0)
    put(sink, digits[--count]);
  if (conversion->left) put_many(sink, ' ', padding);
}

static int64_t take_signed(char length, va_list *arguments) {
  switch (length) {
  case 'H': return (signed char)va_arg(*arguments, int);
  case 'h': return (short)va_arg(*arguments, int);
  case 'l': return va_arg(*arguments, long);
  case 'L': return va_arg(*arguments, long long);
  case 'j': return va_arg(*arguments, intmax_t);
  case 'z':
  case 't': return va_arg(*arguments, ptrdiff_t);
  default: return va_arg(*arguments, int);
  }
}

static uint64_t take_unsigned(char length, va_list *arguments) {
  switch (length) {
  case 'H': return (unsigned char)va_arg(*arguments, unsigned);
  case 'h': return (unsigned short)va_arg(*arguments, unsigned);
  case 'l': return va_arg(*arguments, unsigned long);
  case 'L': return va_arg(*arguments, unsigned long long);
  case 'j': return va_arg(*arguments, uintmax_t);
  case 'z':
  case 't': return va_arg(*arguments, size_t);
  default: return va_arg(*arguments, unsigned);
  }
}

// Decimal digits at *format; too large a number becomes INT_MAX, which no line of text reaches.
static size_t read_count(const char **format) {
  size_t count = 0;
  for (; **format >= '0' && **format <= '9'; (*format)++)
    if (count <= INT_MAX) count = count * 10 + (size_t)(**format - '0');
  return count <= INT_MAX ? count : INT_MAX;
}

static void read_width_and_precision(const char **format, struct text_conversion *conversion, va_list *arguments) {
  if (**format == '*') {
    int64_t width = va_arg(*arguments, int);
    if (width < 0) conversion->left = true, width = -width;
    conversion->width = (size_t)width;
    (*format)++;
  } else {
    conversion->width = read_count(format);
  }
  if (**format != '.') return;
  (*format)++;
  conversion->has_precision = true;
  if (**format == '*') {
    int precision = va_arg(*arguments, int);
    conversion->has_precision = precision >= 0;  // a negative one counts as none
    conversion->precision = precision >= 0 ? (size_t)precision : 0;
    (*format)++;
  } else {
    conversion->precision = read_count(format);
  }
}

static struct text_conversion read_conversion(const char **format, va_list *arguments) {
  struct text_conversion conversion = {};
  for (;; (*format)++) {
    if (**format == '-')
      conversion.left = true;
    else if (**format == '0')
      conversion.zero = true;
    else if (**format == '+')
      conversion.plus = true;
    else
      break;
  }
  read_width_and_precision(format, &conversion, arguments);
  char length = **format;
  if (length == 'h' || length == 'l' || length == 'z' || length == 't' || length == 'j') {
    (*format)++;
    if ((length == 'h' || length == 'l') && **format == length) {
      length = length == 'h' ? 'H' : 'L';
      (*format)++;
    }
    conversion.length = length;
  }
  conversion.letter = **format;
  if (conversion.letter != '\0') (*format)++;
  return conversion;
}

// False: no such conversion; nothing was put.
static bool put_conversion(struct text_sink *sink, const struct text_conversion *conversion, va_list *arguments) {
  switch (conversion->letter) {
  case '%': put(sink, '%'); return true;
  case 'c': {
    char c = (char)va_arg(*arguments, int);
    put_padded(sink, conversion, &c, 1);
    return true;
  }
  case 's': put_string(sink, conversion, va_arg(*arguments, const char *)); return true;
  case 'd':
  case 'i': {
    int64_t value = take_signed(conversion->length, arguments);
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    put_number(sink, conversion, size, value < 0 ? "-" : conversion->plus ? "+" : "", 10);
    return true;
  }
  case 'u': put_number(sink, conversion, take_unsigned(conversion->length, arguments), "", 10); return true;
  case 'x':
  case 'X': put_number(sink, conversion, take_unsigned(conversion->length, arguments), "", 16); return true;
  case 'p': put_number(sink, conversion, (uintptr_t)va_arg(*arguments, void *), "0x", 16); return true;
  default: return false;
  }
}

size_t text_format_list(char *to, size_t size, const char *format, va_list arguments) {
  struct text_sink sink = {.to = to, .size = size};
  va_list own;  // a va_list parameter may be an array that decayed: only a copy has an address of the right type
  va_copy(own, arguments);
  while (*format != '\0') {
    if (*format != '%') {
      put(&sink, *format++);
      continue;
    }
    const char *start = format++;
    struct text_conversion conversion = read_conversion(&format, &own);
    if (put_conversion(&sink, &conversion, &own)) continue;
    while (start < format)
      put(&sink, *start++);  // an unknown conversion shows itself
  }
  va_end(own);
  if (size > 0) to[sink.length < size ? sink.length : size - 1] = '\0';
  return sink.length;
}

size_t text_format(char *to, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list(to, size, format, arguments);
  va_end(arguments);
  return length;
}

void text_bytes(char *to, size_t size, uint64_t bytes) {
  if (bytes < 1024) {
    text_format(to, size, "%u B", (unsigned)bytes);
    return;
  }
  unsigned unit = 0;  // of 2^10, 2^20, ...
  for (; bytes >> 20 != 0; bytes >>= 10)
    unit++;
  unsigned tenths = (unsigned)(bytes * 10 >> 10);
  text_format(to, size, "%u.%u %ciB", tenths / 10, tenths % 10, "KMGTPE"[unit]);
}
