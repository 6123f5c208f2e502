// SPDX-License-Identifier: Apache-2.0
// ok_own_member_through_borrow: an OWN member of what is borrowed may be exchanged.
// file: ok_own_member_through_borrow.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct store {
  OWN uint8_t *bytes;
  uint32_t size;
};

ATOMIC void store_clear(struct store *store);

// file: ok_own_member_through_borrow.c
#include "ok_own_member_through_borrow.h"

void store_clear(struct store *store) {
  if (store->bytes != NULL) heap_delete(store->bytes);
  store->bytes = NULL;
  store->size = 0;
}
