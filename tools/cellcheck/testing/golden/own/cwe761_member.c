// SPDX-License-Identifier: Apache-2.0
// cwe761_member: a member is released instead of what it is in (CWE-761).
#include "kernel/heap/heap.h"

struct frame {
  uint32_t length;
  uint8_t bytes[60];
};

void frame_send(uint32_t length) {
  // note: 'frame' is owned from here: heap_new made it
  struct frame *frame = NEW(struct frame);
  // note: 'frame' is not null here
  if (frame == NULL) return;
  frame->length = length;
  // want: own.not 'frame' points into what was acquired, not to its begin, and is given to heap_delete
  heap_delete(frame->bytes);
}
