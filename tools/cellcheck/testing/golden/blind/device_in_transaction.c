// SPDX-License-Identifier: Apache-2.0
// device_in_transaction: a register of a device is written in a transaction, through a pointer that nothing is said of.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct port {
  volatile uint32_t *registers;
};
ATOMIC void port_put(struct port *port, uint32_t word);
// file: device_in_transaction.c
#include "cell.h"

void port_put(struct port *port, uint32_t word) {
  port->registers[0] = word;
}
