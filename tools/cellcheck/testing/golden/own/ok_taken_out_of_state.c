// SPDX-License-Identifier: Apache-2.0
// ok_taken_out_of_state: what was taken out of state is released.
// file: ok_taken_out_of_state.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct pool {
  OWN uint8_t *spare;
};

ATOMIC OWN_RET uint8_t *pool_take(void);
ATOMIC void pool_give(OWN uint8_t *block);

// file: ok_taken_out_of_state.c
#include "ok_taken_out_of_state.h"

CELL_STATE(struct pool, pool);

uint8_t *pool_take(void) {
  uint8_t *block = pool.spare;
  pool.spare = NULL;
  return block != NULL ? block : heap_new(64, 8, "block");
}

void pool_give(uint8_t *block) {
  if (pool.spare == NULL)
    pool.spare = block;
  else
    heap_delete(block);
}
