// SPDX-License-Identifier: Apache-2.0
// handle_pointer_difference: the number of a row, by the distance of pointers.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC int64_t slot_take(void);
ATOMIC void slot_give(int64_t slot);
// file: handle_pointer_difference.c
#include "cell.h"

enum { SLOTS = 8 };
struct slot {
  struct slot *next;
  bool used;
};
struct slots {
  struct slot of[SLOTS];
  struct slot *free;
};
CELL_STATE(struct slots, slots);

int64_t slot_take(void) {
  struct slot *slot = slots.free;
  if (slot == NULL) return -1;
  slots.free = slot->next;
  slot->used = true;
  // want: state.handle the number that 'slot_take' hands out names something that this cell keeps for its client
  return slot - slots.of;
}

void slot_give(int64_t slot) {
  if (slot < 0 || slot >= SLOTS) return;
  // note: 'slot_give' takes it as 'slot' and finds an element of 'slots' by it here
  slots.of[slot].used = false;
}
