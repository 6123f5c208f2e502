// SPDX-License-Identifier: Apache-2.0
// ok_read_formats: text goes to the caller's buffer.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/text.h"
READ void tell(char *text, uint32_t size);
// file: ok_read_formats.c
#include "cell.h"

struct item {
  struct item *next;
  uint32_t value;
};
struct counts {
  uint64_t reads, writes;
  struct item *first;
  uint32_t table[8];
};
CELL_STATE(struct counts, counts);

void tell(char *text, uint32_t size) {
  char number[12];
  text_format(number, sizeof number, "%u", (unsigned)counts.reads);
  text_format(text, size, "%s reads", number);
}
