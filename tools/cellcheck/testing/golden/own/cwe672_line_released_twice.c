// SPDX-License-Identifier: Apache-2.0
// cwe672_line_released_twice: a number that is owned is given back twice.
// file: cwe672_line_released_twice.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t line_probe(uint32_t number);

// file: cwe672_line_released_twice.c
#include "cwe672_line_released_twice.h"

status_t line_probe(uint32_t number) {
  uint32_t line;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &line);
  // note: 'status' is OK here
  if (status != OK) return status;
  // note: line_release took it here
  line_release(line);
  // want: own.double 'line' is given to line_release, but line_release took it before
  // note: 'number' is above 16 here
  if (number > 16) line_release(line);
  return OK;
}
