// SPDX-License-Identifier: Apache-2.0
// ok_text_copied: text of a literal is copied, its length is a number.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/text.h"
ATOMIC void name_it(bool fast);
// file: ok_text_copied.c
#include "cell.h"

struct mode {
  char name[12];
  uint64_t length, first;
};
CELL_STATE(struct mode, mode);

void name_it(bool fast) {
  const char *name = fast ? "fast" : "resilient", *end = name;
  while (*end != 0)
    end++;
  text_copy(mode.name, sizeof mode.name, name);
  mode.length = (uint64_t)(end - name);
  mode.first = (uint64_t)name[0];
}
