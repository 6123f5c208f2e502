// SPDX-License-Identifier: Apache-2.0
// ok_ops_table: a CELL_OPS table outlives versions and may be kept.
// file: ok_ops_table.h public
#pragma once
#include "kernel/base/cell.h"

struct policy {
  uint64_t (*slice)(uint32_t priority);
};

READ uint64_t slice_of(uint32_t priority);

struct queue {
  const struct policy *policy;
};

ATOMIC void queue_start(struct queue *queue);

// file: ok_ops_table.c
#include "ok_ops_table.h"

CELL_OPS(struct policy, usual_policy) = {.slice = slice_of};

uint64_t slice_of(uint32_t priority) {
  return 1000 * (priority + 1);
}

void queue_start(struct queue *queue) {
  queue->policy = &usual_policy;
}
