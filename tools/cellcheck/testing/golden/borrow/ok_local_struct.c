// SPDX-License-Identifier: Apache-2.0
// ok_local_struct: a local struct may hold a borrow.
// file: ok_local_struct.h public
#pragma once
#include "kernel/base/cell.h"

struct cursor {
  const uint8_t *at, *end;
};

READ uint32_t bytes_sum(const uint8_t *bytes, uint32_t size);

// file: ok_local_struct.c
#include "ok_local_struct.h"

static uint32_t next(struct cursor *cursor) {
  return cursor->at < cursor->end ? *cursor->at++ : 0;
}

uint32_t bytes_sum(const uint8_t *bytes, uint32_t size) {
  struct cursor cursor = {.at = bytes, .end = bytes + size};
  uint32_t sum = 0;
  while (cursor.at < cursor.end)
    sum += next(&cursor);
  return sum;
}
