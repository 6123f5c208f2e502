// SPDX-License-Identifier: Apache-2.0
// rodata_through_out: an out-parameter gets a literal.
// file: rodata_through_out.h public
#pragma once
#include "kernel/base/cell.h"

struct info {
  const char *kind;
  uint32_t size;
};

READ void info_of(uint32_t number, struct info *info);

// file: rodata_through_out.c
#include "rodata_through_out.h"

void info_of(uint32_t number, struct info *info) {
  // want: borrow.rodata 'info->kind' keeps the address of a string literal
  // note: 'number' is at least 16 here
  info->kind = number < 16 ? "device" : "memory";
  info->size = number * 4;
}
