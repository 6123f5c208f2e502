// SPDX-License-Identifier: Apache-2.0
// ok_read_answers: a READ function writes its answer and its own frame.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct answer {
  uint64_t reads, writes;
  uint32_t table[8];
};
READ void look(struct answer *answer, uint32_t *first);
// file: ok_read_answers.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

static void fill(uint32_t *table, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    table[i] = counts.table[i];
}

void look(struct answer *answer, uint32_t *first) {
  struct answer mine = {.reads = counts.reads};
  fill(mine.table, 8);
  mine.writes = counts.writes;
  *answer = mine;
  fill(answer->table, 4);
  if (first != NULL) *first = counts.first == NULL ? 0 : counts.first->value;
}
