// SPDX-License-Identifier: Apache-2.0
// export_undeclared: a kind in a source exports what no header declares.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// file: export_undeclared.c
#include "cell.h"

uint32_t one(void) {
  return 1;
}

READ uint32_t two(void);
// want: header.export 'two' is exported, and no public header declares it: nobody can check calls of it
// mend: declare it with its kind in a public header (hdrs), make it a CELL_CALLBACK, or take the kind away
uint32_t two(void) {
  return 2;
}
