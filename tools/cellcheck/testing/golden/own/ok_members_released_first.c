// SPDX-License-Identifier: Apache-2.0
// ok_members_released_first: each member goes before the object does.
// file: ok_members_released_first.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct screen {
  OWN uint32_t *pixels;
  OWN uint8_t *font;
  uint32_t width;
};

ATOMIC void screen_destroy(OWN struct screen *screen);

// file: ok_members_released_first.c
#include "ok_members_released_first.h"

void screen_destroy(struct screen *screen) {
  if (screen == NULL) return;
  if (screen->font != NULL) heap_delete(screen->font);
  heap_delete(screen->pixels);
  heap_delete(screen);
}
