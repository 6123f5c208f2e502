// SPDX-License-Identifier: Apache-2.0
// read_writes_far_behind: a helper stores behind a chain of objects that are all its caller's, but for the last.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'reads' is READ
// note: 'reads' is READ
READ uint64_t reads(void);
// file: read_writes_far_behind.c
#include "cell.h"

struct counts {
  uint64_t reads;
};
CELL_STATE(struct counts, counts);

struct link {
  struct link *next;
  uint64_t *count;
};

static void note(struct link *link) {
  while (link->next != NULL)
    link = link->next;
  // want: kind.read state 'counts.reads' is changed by a READ function
  // want: kind.read what state 'counts' leads to is changed by a READ function
  *link->count = 1;
}

uint64_t reads(void) {
  struct link f = {NULL, &counts.reads}, e = {&f, NULL}, d = {&e, NULL}, c = {&d, NULL}, b = {&c, NULL}, a = {&b, NULL};
  // note: 'reads' calls 'note' here
  // note: 'reads' calls 'note' here
  note(&a);
  return counts.reads;
}
