// SPDX-License-Identifier: Apache-2.0
// constants: what a header's callers compile into their own code: enumerators, macros that stand for a value, constant objects.
#pragma once
#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/cellcheck/abi/buffer.h"

// A header that is read alone. `is_own`: whether constants of a file that it includes count; asked for each file once.
struct constants_request {
  CXIndex index;
  const char *header;
  const char *const *flags;
  int flag_count;
  bool (*is_own)(const char *file, void *context);
  void *context;
};

// Appends a section "constants" with a line for each, by name; nothing when there are none. `unit`: the header, parsed with
// CXTranslationUnit_DetailedPreprocessingRecord.
void constants_put(struct buffer *text, const struct constants_request *request, CXTranslationUnit unit);
