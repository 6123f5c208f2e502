// SPDX-License-Identifier: Apache-2.0
// ok_cursor: the client owns its cursor; the cell keeps nothing for it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct cursor {
  uint32_t next;
};
READ status_t walk(struct cursor *cursor, uint32_t *value);
// file: ok_cursor.c
#include "cell.h"

static const uint32_t primes[] = {2, 3, 5, 7};

status_t walk(struct cursor *cursor, uint32_t *value) {
  if (cursor->next >= 4) return NOT_FOUND;
  *value = primes[cursor->next++];
  return OK;
}
