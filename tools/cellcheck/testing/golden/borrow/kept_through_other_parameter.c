// SPDX-License-Identifier: Apache-2.0
// kept_through_other_parameter: one parameter is kept in what another one points to.
// file: kept_through_other_parameter.h public
#pragma once
#include "kernel/base/cell.h"

struct reader {
  const uint8_t *bytes;
  uint32_t at, size;
};

ATOMIC void reader_start(struct reader *reader, const uint8_t *bytes, uint32_t size);

// file: kept_through_other_parameter.c
#include "kept_through_other_parameter.h"

void reader_start(struct reader *reader, const uint8_t *bytes, uint32_t size) {
  // want: borrow.kept 'reader->bytes' keeps 'bytes', which is borrowed, when the function returns
  reader->bytes = bytes;
  reader->at = 0;
  reader->size = size;
}
