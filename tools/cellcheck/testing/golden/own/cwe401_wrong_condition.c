// SPDX-License-Identifier: Apache-2.0
// cwe401_wrong_condition: released on the path where there is nothing, lost on the other.
// file: cwe401_wrong_condition.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

ATOMIC uint32_t scratch_sum(uint32_t count);

// file: cwe401_wrong_condition.c
#include "cwe401_wrong_condition.h"

uint32_t scratch_sum(uint32_t count) {
  // note: 'scratch' is owned from here: heap_new made it
  uint32_t *scratch = heap_new(count * 4, 4, "scratch");
  uint32_t sum = 0;
  // note: 'scratch' is not null here
  if (scratch != NULL)
    // note: the condition is false here
    for (uint32_t i = 0; i < count; i++)
      sum += scratch[i];
  // note: 'scratch' is not null here
  if (scratch == NULL) heap_delete(scratch);
  // want: own.leak 'scratch' is lost here, and nobody else holds it
  return sum;
}
