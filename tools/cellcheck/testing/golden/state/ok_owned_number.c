// SPDX-License-Identifier: Apache-2.0
// ok_owned_number: a number that somebody owns: own.* follows it.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC status_t page_take(OWN_RET uint64_t *page);
ATOMIC void page_give(OWN uint64_t page);
// file: ok_owned_number.c
#include "cell.h"

enum { PAGES = 64 };
struct pages {
  bool used[PAGES];
};
CELL_STATE(struct pages, pages);

status_t page_take(uint64_t *page) {
  for (uint64_t i = 0; i < PAGES; i++) {
    if (pages.used[i]) continue;
    pages.used[i] = true;
    *page = i;
    return OK;
  }
  return NO_MEMORY;
}

void page_give(uint64_t page) {
  pages.used[page % PAGES] = false;
}
