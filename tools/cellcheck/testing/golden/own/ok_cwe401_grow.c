// SPDX-License-Identifier: Apache-2.0
// ok_cwe401_grow: the old buffer is released before its field is stored over.
#include "kernel/heap/heap.h"

struct text {
  OWN char *bytes;
  uint32_t used, room;
};

status_t text_grow(struct text *text, uint32_t room) {
  if (text->bytes == NULL) return INVALID;
  char *larger = heap_new(room, 1, "text");
  if (larger == NULL) return NO_MEMORY;
  for (uint32_t i = 0; i < text->used; i++)
    larger[i] = text->bytes[i];
  heap_delete(text->bytes);
  text->bytes = larger;
  text->room = room;
  return OK;
}
