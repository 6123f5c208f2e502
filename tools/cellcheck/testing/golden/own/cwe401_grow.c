// SPDX-License-Identifier: Apache-2.0
// cwe401_grow: a larger buffer takes the place of the old one, which nobody releases (CWE-401).
#include "kernel/heap/heap.h"

struct text {
  OWN char *bytes;
  uint32_t used, room;
};

status_t text_grow(struct text *text, uint32_t room) {
  // note: 'text->bytes' is not null here
  if (text->bytes == NULL) return INVALID;
  char *larger = heap_new(room, 1, "text");
  // note: 'larger' is not null here
  if (larger == NULL) return NO_MEMORY;
  // note: the condition is false here
  for (uint32_t i = 0; i < text->used; i++)
    larger[i] = text->bytes[i];
  // want: own.overwritten what 'text->bytes' owns is lost: it is overwritten here, and nobody else holds it
  text->bytes = larger;
  text->room = room;
  return OK;
}
