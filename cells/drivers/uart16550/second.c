// SPDX-License-Identifier: Apache-2.0
// second: the control line is a PC's second serial port, COM2.
#include "cells/control/line.h"
#include "cells/drivers/uart16550/port.h"

enum { COM2_PORT = 0x2f8, COM2_LINE = 3 };

CELL_STATE(struct uart16550_state, uart16550_second);

// A program sends: an eighth of the interrupts, and eight more bytes fit while they are off.
static struct uart_port com2(void) {
  return (struct uart_port){COM2_PORT, COM2_LINE, UART_TRIGGER_8, &uart16550_second};
}

uint32_t control_line_put(const uint8_t *bytes, uint32_t count) {
  return uart_put(com2(), bytes, count);
}

CELL_CALLBACK bool uart16550_second_interrupt(void) {
  return uart_serve(com2());
}

status_t control_line_start(bool (*received)(uint8_t byte)) {
  return uart_start(com2(), "uart16550 com2", uart16550_second_interrupt, received);
}

uint64_t control_line_lost(void) {
  return uart_lost(com2());
}
