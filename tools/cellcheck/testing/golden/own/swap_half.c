// SPDX-License-Identifier: Apache-2.0
// swap_half: half an exchange: one buffer twice.
// file: swap_half.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct screen {
  OWN uint32_t *front;
  OWN uint32_t *back;
};

ATOMIC void screen_flip(struct screen *screen);

// file: swap_half.c
#include "swap_half.h"

void screen_flip(struct screen *screen) {
  uint32_t *front = screen->front;
  // want: own.copy the copy's 'front' owns what the original's still owns
  // note: 'screen->front' is owned here: it was taken out of 'screen->front'
  screen->front = screen->back;
  front[0] = 0;
  // want: own.leak 'screen->front' is lost here, and nobody else holds it
}
