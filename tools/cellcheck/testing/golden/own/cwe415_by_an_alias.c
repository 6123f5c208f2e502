// SPDX-License-Identifier: Apache-2.0
// cwe415_by_an_alias: two names for one thing.
// file: cwe415_by_an_alias.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct node {
  struct node *next;
  uint32_t value;
};

ATOMIC void node_pair(uint32_t value);

// file: cwe415_by_an_alias.c
#include "cwe415_by_an_alias.h"

void node_pair(uint32_t value) {
  // note: 'first' is owned from here: heap_new made it
  struct node *first = NEW(struct node), *last = first;
  // note: 'first' is not null here
  if (first == NULL) return;
  last->value = value;
  // note: heap_delete took it here
  heap_delete(first);
  // want: own.double 'last' is given to heap_delete, but heap_delete took it before
  heap_delete(last);
}
