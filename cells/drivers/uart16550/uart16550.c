// SPDX-License-Identifier: Apache-2.0
// uart16550: the console's device is a PC's first serial port, COM1.
#include "cells/drivers/uart16550/port.h"
#include "kernel/console/device.h"

enum { COM1_PORT = 0x3f8, COM1_LINE = 4 };

CELL_STATE(struct uart16550_state, uart16550);

// A person types: each byte at once, and fifteen more fit while interrupts are off.
static struct uart_port com1(void) {
  return (struct uart_port){COM1_PORT, COM1_LINE, UART_TRIGGER_1, &uart16550};
}

void device_put_now(uint8_t byte) {
  uart_put_now(com1(), byte);
}

CELL_CALLBACK bool uart16550_interrupt(void) {
  return uart_serve(com1());
}

status_t device_start(bool (*received)(uint8_t byte)) {
  return uart_start(com1(), "uart16550", uart16550_interrupt, received);
}

uint64_t device_lost(void) {
  return uart_lost(com1());
}
