// SPDX-License-Identifier: Apache-2.0
// variable_arguments: va_arg gives a pointer that nobody knows.
#include "ring.h"
uint32_t all(uint32_t count, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, count);
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; i++)
    sum += ring_count(__builtin_va_arg(list, struct ring *));
  __builtin_va_end(list);
  return sum;
}
uint32_t lost(void) {
  // want: own.ignored what ring_create returns is owned, and nobody takes it
  // note: 'ring_create()' is owned from here: ring_create made it
  return all(1, ring_create(2));
}
