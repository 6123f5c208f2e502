// SPDX-License-Identifier: Apache-2.0
// copy_released: the copy's buffer is released, and the original still names it.
// file: copy_released.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct image {
  OWN uint8_t *pixels;
  uint32_t width, height;
};

ATOMIC void image_end(struct image *image);

// file: copy_released.c
#include "copy_released.h"

void image_end(struct image *image) {
  struct image copy = *image;
  // note: heap_delete took it here
  heap_delete(copy.pixels);
  image->width = image->height = 0;
  // want: own.after 'image->pixels' still names what is gone when the function returns
}
