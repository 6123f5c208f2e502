// SPDX-License-Identifier: Apache-2.0
// in_ops_table: a table of the graph needs gates' addresses.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct codec_ops {
  uint32_t (*encode)(uint32_t word);
};
READ uint32_t codec_first(void);
// file: in_ops_table.c
#include "cell.h"

static uint32_t encode(uint32_t word) {
  return ~word;
}

// want: code.address the address of 'encode', which has no gate, is in the table 'codec_ops', which others read
CELL_OPS(struct codec_ops, codec_ops) = {.encode = encode};

uint32_t codec_first(void) {
  return codec_ops.encode(1);
}
