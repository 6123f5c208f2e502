// SPDX-License-Identifier: Apache-2.0
// lent_arguments: a pointer among variable arguments is lent like any other without a mark.
// file: lent_arguments.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"
ATOMIC void end_all(uint32_t count, ...);
// note: 'fill_all' is READ
READ void fill_all(uint32_t count, ...);
READ uint32_t count_all(uint32_t count, ...);
// file: lent_arguments.c
#include "lent_arguments.h"
void end_all(uint32_t count, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, count);
  // note: the condition is true here
  for (uint32_t i = 0; i < count; i++)
    // want: borrow.consumed 'va_arg()' is a view, which its owner releases; ring_destroy would take it
    ring_destroy(__builtin_va_arg(list, struct ring *));
  __builtin_va_end(list);
}
void fill_all(uint32_t count, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, count);
  for (uint32_t i = 0; i < count; i++)
    // want: kind.read what 'va_arg' gave is changed by a READ function
    *__builtin_va_arg(list, uint32_t *) = i;
  __builtin_va_end(list);
}
uint32_t count_all(uint32_t count, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, count);
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; i++)
    sum += *__builtin_va_arg(list, const uint32_t *);
  __builtin_va_end(list);
  return sum;
}
