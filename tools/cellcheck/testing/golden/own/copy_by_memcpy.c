// SPDX-License-Identifier: Apache-2.0
// copy_by_memcpy: memcpy makes a second owner as well.
// file: copy_by_memcpy.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct image {
  OWN uint8_t *pixels;
  uint32_t width, height;
};
struct twins {
  struct image left, right;
};

ATOMIC void image_twin(struct twins *twins);

// file: copy_by_memcpy.c
#include "copy_by_memcpy.h"

void image_twin(struct twins *twins) {
  // want: own.copy the copy's 'pixels' owns what the original's still owns
  __builtin_memcpy(&twins->right, &twins->left, sizeof twins->left);
}
