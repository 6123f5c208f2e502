// SPDX-License-Identifier: Apache-2.0
// loaded: what is loaded and unloaded while time is taken: a cell of the system, and a shared library of the host, of the same few functions.
#include "testing/bench/native/loaded.h"

static const uint64_t factors[] = {3, 5, 7, 11, 13, 17, 19, 23};

uint64_t loaded_sum(const uint64_t *words, uint64_t count) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < count; i++)
    sum += words[i];
  return sum;
}

uint64_t loaded_weighted(const uint64_t *words, uint64_t count) {
  uint64_t sum = 0;
  for (uint64_t i = 0; i < count; i++)
    sum += words[i] * factors[i % (sizeof factors / sizeof *factors)];
  return sum;
}

uint64_t loaded_largest(const uint64_t *words, uint64_t count) {
  uint64_t largest = 0;
  for (uint64_t i = 0; i < count; i++)
    largest = words[i] > largest ? words[i] : largest;
  return largest;
}

uint64_t loaded_spread(const uint64_t *words, uint64_t count) {
  uint64_t least = UINT64_MAX;
  for (uint64_t i = 0; i < count; i++)
    least = words[i] < least ? words[i] : least;
  return count == 0 ? 0 : loaded_largest(words, count) - least;
}
