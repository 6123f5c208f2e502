// SPDX-License-Identifier: Apache-2.0
// The sentence of a refusal, made on the stack: what makes text is journalled, and the error may lie elsewhere.
#include <stdarg.h>

#include "kernel/linker/internal.h"

RAW_BEGIN

void linker_say(struct linker_error *error, const char *format, ...) {
  char text[sizeof error->text];
  va_list arguments;
  va_start(arguments, format);
  text_format_list(text, sizeof text, format, arguments);
  va_end(arguments);
  __builtin_memcpy(error->text, text, sizeof text);
}

RAW_END
