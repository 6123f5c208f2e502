// SPDX-License-Identifier: Apache-2.0
// cwe772_line_not_released: an interrupt line, which is a number, is never used again.
// file: cwe772_line_not_released.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t line_probe(uint32_t number);

// file: cwe772_line_not_released.c
#include "cwe772_line_not_released.h"

status_t line_probe(uint32_t number) {
  uint32_t line;
  // note: 'line' is owned from here: line_claim made it
  status_t status = line_claim(number, &line);
  // note: 'status' is OK here
  if (status != OK) return status;
  // want: own.leak 'line' is lost here, and nobody else holds it
  return OK;
}
