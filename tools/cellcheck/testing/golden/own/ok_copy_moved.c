// SPDX-License-Identifier: Apache-2.0
// ok_copy_moved: the copy owns, the original is emptied.
// file: ok_copy_moved.h public
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

ATOMIC void pair_push(struct pair *pair);

// file: ok_copy_moved.c
#include "ok_copy_moved.h"

void pair_push(struct pair *pair) {
  if (pair->back.pixels != NULL) heap_delete(pair->back.pixels);
  pair->back = pair->front;
  pair->front = (struct image){0};
}
