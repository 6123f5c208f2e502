// SPDX-License-Identifier: Apache-2.0
// export_in_private_header: a kind in a private header.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ uint32_t one(void);
// file: export_in_private_header.c
#include "cell.h"
// file: parts.h
#pragma once
#include "kernel/base/cell.h"
// note: declared in this header, which is private
ATOMIC void parts_reset(void);
// file: last.c
#include "cell.h"
#include "parts.h"

uint32_t one(void) {
  return 1;
}

// want: header.export 'parts_reset' is exported, and no public header declares it: nobody can check calls of it
void parts_reset(void) {}
