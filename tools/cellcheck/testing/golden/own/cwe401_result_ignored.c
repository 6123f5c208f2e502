// SPDX-License-Identifier: Apache-2.0
// cwe401_result_ignored: nobody takes what a call returns.
// file: cwe401_result_ignored.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC void ring_warm_up(uint32_t slots);

// file: cwe401_result_ignored.c
#include "cwe401_result_ignored.h"

void ring_warm_up(uint32_t slots) {
  // want: own.ignored what ring_create returns is owned, and nobody takes it
  // note: 'ring_create()' is owned from here: ring_create made it
  // mend: keep the result, and call ring_destroy with it
  ring_create(slots);
  // want: own.ignored what ring_create returns is owned, and nobody takes it
  // note: 'ring_create()' is owned from here: ring_create made it
  // mend: keep the result, and call ring_destroy with it
  (void)ring_create(slots * 2);
}
