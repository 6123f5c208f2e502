// SPDX-License-Identifier: Apache-2.0
// cwe761_interior: the release gets an address behind the header.
// file: cwe761_interior.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct frame {
  uint32_t length;
  uint8_t payload[60];
};

ATOMIC void frame_send(uint32_t length);

// file: cwe761_interior.c
#include "cwe761_interior.h"

void frame_send(uint32_t length) {
  // note: 'frame' is owned from here: heap_new made it
  struct frame *frame = NEW(struct frame);
  // note: 'frame' is not null here
  if (frame == NULL) return;
  frame->length = length;
  // want: own.not 'frame' points into what was acquired, not to its begin, and is given to heap_delete
  heap_delete(frame->payload);
}
