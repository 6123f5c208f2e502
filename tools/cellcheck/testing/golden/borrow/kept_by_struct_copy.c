// SPDX-License-Identifier: Apache-2.0
// kept_by_struct_copy: a struct with the borrow in it is copied into state.
// file: kept_by_struct_copy.h public
#pragma once
#include "kernel/base/cell.h"

struct range {
  const uint8_t *start;
  uint64_t size;
};
struct scanner {
  struct range range;
};

ATOMIC void scanner_set(const uint8_t *start, uint64_t size);

// file: kept_by_struct_copy.c
#include "kept_by_struct_copy.h"

CELL_STATE(struct scanner, scanner);

void scanner_set(const uint8_t *start, uint64_t size) {
  struct range range = {.start = start, .size = size};
  // want: borrow.kept 'scanner.range.start' keeps 'start', which is borrowed, when the function returns
  scanner.range = range;
}
