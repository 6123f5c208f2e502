// SPDX-License-Identifier: Apache-2.0
// ok_shared_by_files: a private header shares state among the files of the cell.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t total(void);
// file: ok_shared_by_files.c
#include "cell.h"
// file: parts.h
#pragma once
#include "kernel/base/cell.h"
struct counts {
  uint32_t a, b;
};
extern struct counts counts;
uint32_t sum(void);
// file: other.c
#include "parts.h"

CELL_STATE(struct counts, counts);

uint32_t sum(void) {
  return counts.a + counts.b;
}
// file: last.c
#include "cell.h"
#include "parts.h"

uint32_t total(void) {
  return sum() + counts.a;
}
