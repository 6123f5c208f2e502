// SPDX-License-Identifier: Apache-2.0
// copy_two_owners: a copy of a struct owns what the original owns.
// file: copy_two_owners.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct image {
  OWN uint8_t *pixels;
  uint32_t width, height;
};
struct pair {
  struct image front, back;
};

ATOMIC void pair_mirror(struct pair *pair);

// file: copy_two_owners.c
#include "copy_two_owners.h"

void pair_mirror(struct pair *pair) {
  // want: own.copy the copy's 'pixels' owns what the original's still owns
  // mend: set the source's member to null, or copy without it
  pair->back = pair->front;
}
