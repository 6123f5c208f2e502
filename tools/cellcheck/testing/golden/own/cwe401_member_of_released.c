// SPDX-License-Identifier: Apache-2.0
// cwe401_member_of_released: an object is released while a member still owns.
// file: cwe401_member_of_released.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct screen {
  OWN uint32_t *pixels;
  OWN uint8_t *font;
  uint32_t width;
};

ATOMIC void screen_destroy(OWN struct screen *screen);

// file: cwe401_member_of_released.c
#include "cwe401_member_of_released.h"

void screen_destroy(struct screen *screen) {
  // note: 'screen' is not null here
  if (screen == NULL) return;
  heap_delete(screen->pixels);
  // want: own.field heap_delete takes 'screen' while 'screen->font' may own something
  // mend: release 'screen->font' before, or move it out
  heap_delete(screen);
}
