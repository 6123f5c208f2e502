// SPDX-License-Identifier: Apache-2.0
// cwe401_tested_only: the result is compared with null and then lost.
// file: cwe401_tested_only.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC status_t ring_try(uint32_t slots);

// file: cwe401_tested_only.c
#include "cwe401_tested_only.h"

status_t ring_try(uint32_t slots) {
  // want: own.ignored what ring_create returns is owned, and nobody takes it
  // note: 'ring_create()' is owned from here: ring_create made it
  if (ring_create(slots) == NULL) return NO_MEMORY;
  return OK;
}
