// SPDX-License-Identifier: Apache-2.0
// stored_in_heap_object: into an object of the heap.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
struct OWNED button;
ATOMIC OWN_RET struct button *button_new(void);
// file: stored_in_heap_object.c
#include "cell.h"

struct button {
  void (*pressed)(void);
};

static void beep(void) {}

struct button *button_new(void) {
  struct button *button = NEW(struct button);
  // want: code.address the address of 'beep', which has no gate, is stored into an object that outlives the call
  if (button != NULL) button->pressed = beep;
  return button;
}
