// SPDX-License-Identifier: Apache-2.0
// handlers: another cell's functions that keep what they are given, and one that does not.
#pragma once
#include "kernel/base/cell.h"

struct handlers {
  void (*on_byte)(uint8_t byte);
};
ATOMIC void handler_set(void (*handler)(uint8_t byte));
ATOMIC void handlers_set(const struct handlers *handlers);
ATOMIC void word_set(uint64_t word);
READ void words_sort(uint32_t *words, uint32_t count, NOESCAPE bool (*is_before)(uint32_t a, uint32_t b));
