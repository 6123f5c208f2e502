// SPDX-License-Identifier: Apache-2.0
// flexible_array: a struct that ends in an array without a size.
#include "kernel/heap/heap.h"
#include "ring.h"
struct row {
  uint32_t count;
  uint32_t words[];
};
OWN_RET struct row *row_make(uint32_t count) {
  struct row *row = heap_new(sizeof(struct row) + count * sizeof(uint32_t), alignof(struct row), "row");
  if (row == NULL) return NULL;
  row->count = count;
  for (uint32_t i = 0; i < count; i++)
    row->words[i] = i;
  return row;
}
uint32_t row_sum(uint32_t count) {
  // note: 'row' is owned from here: row_make made it
  // note: 'row' is owned from here: row_make made it
  struct row *row = row_make(count);
  // note: 'row' is not null here
  // note: 'row' is not null here
  if (row == NULL) return 0;
  uint32_t sum = 0;
  // note: the condition is true here
  // note: the condition is false here
  for (uint32_t i = 0; i < row->count; i++) {
    // want: own.leak 'row' is lost here, and nobody else holds it
    // note: 'row->words[]' is above 100 here
    if (row->words[i] > 100) return sum;
    sum += row->words[i];
  }
  // want: own.family heap_delete does not take what row_make made: 'row'
  heap_delete(row);
  return sum;
}
