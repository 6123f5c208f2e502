// SPDX-License-Identifier: Apache-2.0
// read_writes_owned_object: an OWNED object is shared, also when it is a parameter.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct OWNED ring;
// note: 'ring_count' is READ
READ uint32_t ring_count(struct ring *ring);
// file: read_writes_owned_object.c
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

struct ring {
  uint32_t count, asked;
};

uint32_t ring_count(struct ring *ring) {
  // want: kind.read the object 'ring' is changed by a READ function
  ring->asked++;
  return ring->count;
}
