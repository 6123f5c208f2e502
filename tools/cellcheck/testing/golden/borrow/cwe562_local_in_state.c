// SPDX-License-Identifier: Apache-2.0
// cwe562_local_in_state: state keeps the address of a local variable.
// file: cwe562_local_in_state.h public
#pragma once
#include "kernel/base/cell.h"

struct request {
  uint32_t number;
  status_t status;
};
struct driver {
  struct request *current;
};

ATOMIC void driver_start(uint32_t number);

// file: cwe562_local_in_state.c
#include "cwe562_local_in_state.h"

CELL_STATE(struct driver, driver);

void driver_start(uint32_t number) {
  struct request request = {.number = number};
  // want: borrow.stack 'driver.current' keeps the address of the local variable 'request' when the function returns
  driver.current = &request;
}
