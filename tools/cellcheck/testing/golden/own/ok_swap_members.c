// SPDX-License-Identifier: Apache-2.0
// ok_swap_members: two members are exchanged.
// file: ok_swap_members.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct screen {
  OWN uint32_t *front;
  OWN uint32_t *back;
};

ATOMIC void screen_flip(struct screen *screen);

// file: ok_swap_members.c
#include "ok_swap_members.h"

void screen_flip(struct screen *screen) {
  uint32_t *front = screen->front;
  screen->front = screen->back;
  screen->back = front;
}
