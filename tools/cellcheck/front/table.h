// SPDX-License-Identifier: Apache-2.0
// table: a map from addresses to addresses; strings are keys once they are interned.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/cellcheck/ir_memory.h"

struct table_slot {
  const void *key;
  void *value;
};
struct table {
  struct table_slot *slots;
  uint32_t count, size;  // size: a power of two, or 0
};

void *table_get(const struct table *table, const void *key);  // null: none
void table_set(struct table *table, const void *key, void *value);
void table_free(struct table *table);

// Strings, each once.
struct strings {
  struct ir_memory *arena;
  const char **slots;
  uint32_t count, size;
};
const char *strings_take(struct strings *strings, const char *text, size_t length);
const char *strings_format(struct strings *strings, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strings_free(struct strings *strings);
