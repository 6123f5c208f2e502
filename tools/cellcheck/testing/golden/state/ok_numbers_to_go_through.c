// SPDX-License-Identifier: Apache-2.0
// ok_numbers_to_go_through: the number of a row that nobody hands out, to go through a table with.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ status_t port_name(uint32_t index, char *name);
ATOMIC void port_found(char name);
READ uint32_t port_count(void);
// file: ok_numbers_to_go_through.c
#include "cell.h"

struct ports {
  uint32_t count;
  char names[8];
};
CELL_STATE(struct ports, ports);

void port_found(char name) {
  if (ports.count < 8) ports.names[ports.count++] = name;
}

status_t port_name(uint32_t index, char *name) {
  if (index >= ports.count) return NOT_FOUND;
  *name = ports.names[index];
  return OK;
}

uint32_t port_count(void) {
  return ports.count;
}
