// SPDX-License-Identifier: Apache-2.0
// export_static: a static function with a kind.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// file: export_static.c
#include "cell.h"

// want: header.export 'half' is static, and yet has a kind, which exports it
static CELL_ANNOTATE_("cell.kind=READ") uint32_t half(uint32_t value) {
  return value / 2;
}

uint32_t one(void) {
  return half(2);
}
