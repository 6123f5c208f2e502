// SPDX-License-Identifier: Apache-2.0
// ok_line_released: an interrupt line is given back where it cannot be enabled.
// file: ok_line_released.h public
#pragma once
#include "handle.h"
#include "kernel/base/cell.h"

ATOMIC status_t line_probe(uint32_t number);

// file: ok_line_released.c
#include "ok_line_released.h"

status_t line_probe(uint32_t number) {
  uint32_t line;
  status_t status = line_claim(number, &line);
  if (status != OK) return status;
  status = line_enable(line);
  line_release(line);
  return status;
}
