// SPDX-License-Identifier: Apache-2.0
// taken_out_and_lost: what was taken out of state is lost.
// file: taken_out_and_lost.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct pool {
  OWN uint8_t *spare;
};

ATOMIC bool pool_empty(void);

// file: taken_out_and_lost.c
#include "taken_out_and_lost.h"

CELL_STATE(struct pool, pool);

bool pool_empty(void) {
  uint8_t *block = pool.spare;
  if (block == NULL) return false;
  // note: 'pool.spare' is owned here: it was taken out of 'pool.spare'
  pool.spare = NULL;
  bool is_large = block[0] != 0;
  // want: own.leak 'pool.spare' is lost here, and nobody else holds it
  return is_large;
}
