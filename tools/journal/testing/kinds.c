// SPDX-License-Identifier: Apache-2.0
// Small functions that an optimizer would inline into each other if they had no kinds.
#include "kernel/base/cell.h"

RAW void kinds_raw(uint64_t *word);
ATOMIC void kinds_atomic(uint64_t *word);
STEPS void kinds_steps(uint64_t *word);
READ uint64_t kinds_read(uint64_t *word);
ATOMIC void kinds_caller(uint64_t *word);

RAW_STATIC void raw_static(uint64_t *word) {
  word[0] = 1;
}

// Its address is kept: who calls it is not known.
RAW_STATIC void raw_kept(uint64_t *word) {
  word[1] = 1;
}

static void plain(uint64_t *word) {
  word[2] = 2;
}

CELL_UNSAFE("a register that may be written twice") static void unsafe(uint64_t *word) {
  *(volatile uint64_t *)&word[3] = 3;
  word[4] = 3;
}

static void (*const kept[])(uint64_t *) = {raw_kept};

void kinds_raw(uint64_t *word) {
  raw_static(word);
  plain(word);
  kept[0](word);
}

void kinds_atomic(uint64_t *word) {
  word[5] = 4;
}

void kinds_steps(uint64_t *word) {
  word[6] = 5;
}

uint64_t kinds_read(uint64_t *word) {
  return word[7];
}

void kinds_caller(uint64_t *word) {
  raw_static(word);
  plain(word);
  kept[0](word);
  unsafe(word);
  kinds_atomic(word);
  kinds_steps(word);
}
